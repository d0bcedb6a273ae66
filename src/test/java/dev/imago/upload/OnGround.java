package dev.imago.upload;

import dev.imago.image.ImageKey;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a {@link Ground} of its own. */
abstract class OnGround {
    static final ImageKey KEY = ImageKey.of("upload/qa/test.png");

    @TempDir
    Path root;

    Ground ground;

    @BeforeEach
    void open() {
        ground = new Ground(root, quotas());
    }

    @AfterEach
    void close() {
        ground.close();
    }

    Quota[] quotas() {
        return new Quota[0];
    }
}
