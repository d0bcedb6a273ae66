package dev.imago.migrate;

import static dev.imago.migrate.TwoFolders.await;
import static dev.imago.migrate.TwoFolders.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.migrate.Plan.Verify;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images that cannot be copied while others can. */
final class FailedImagesTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(Verify.class)
    void an_image_that_could_not_be_copied_stays_listed_whatever_is_verified_and_is_tried_again(Verify verify)
            throws Exception {
        try (var folders = new TwoFolders(root)) {
            ImageKey stuck = folders.put("upload/stuck.png", 1);
            ImageKey other = folders.put("upload/other.png", 2);
            Path obstacle = Files.createDirectories(
                    folders.target.resolve(stuck.value()).resolve("in-the-way"));
            Orders orders = folders.migrations.orders();
            Migration migration = orders.start(plan(verify));
            await("all were gone over", () -> folders.now(migration).progress().stage() == Stage.FOLLOW);
            assertThat(folders.isCopied(other)).isTrue();
            assertThat(orders.failures(migration.id())).singleElement().satisfies(failure -> {
                assertThat(failure.key()).isEqualTo(stuck.value());
                assertThat(failure.tries()).isPositive();
            });
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            await("it is copied", () -> folders.isCopied(stuck) && orders.failed(migration.id()) == 0);
            assertThat(folders.target.resolve(stuck.value())).hasBinaryContent(Samples.png(9, 7, 1));
        }
    }
}
