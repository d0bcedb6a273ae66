package dev.imago.migrate;

import dev.imago.image.ImageKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has {@link TwoFolders} of its own. */
abstract class OnTwoFolders {
    static final ImageKey KEY = ImageKey.of("upload/a.png");

    @TempDir
    Path root;

    TwoFolders folders;

    @BeforeEach
    void open() throws IOException {
        folders = new TwoFolders(root);
    }

    @AfterEach
    void close() {
        folders.close();
    }
}
