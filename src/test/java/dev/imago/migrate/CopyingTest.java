package dev.imago.migrate;

import static dev.imago.migrate.TwoFolders.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is copied, and what is not, between two real folders. */
final class CopyingTest extends OnTwoFolders {
    @Test
    void what_is_there_is_copied_with_its_digest_and_what_is_elsewhere_is_left_alone() throws IOException {
        folders.put(KEY, 1);
        folders.put(ImageKey.of("other/b.png"), 2);
        Migration migration = folders.start(Plan.Verify.FULL);
        await("all is copied", () -> folders.allCopied(migration));
        assertThat(folders.target.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 1));
        assertThat(folders.target.resolve("other")).doesNotExist();
        assertThat(folders.catalog.copies(KEY)).singleElement().satisfies(copy -> {
            assertThat(copy.verified()).isPresent();
        });
        assertThat(folders.now(migration).progress().verified()).isEqualTo(1);
    }

    @Test
    void damaged_bytes_are_reported_and_never_copied_until_they_are_mended() throws IOException {
        CatalogEntry image = folders.put(KEY, 1);
        byte[] damaged = Samples.png(9, 7, 2);
        Files.write(folders.source.resolve(KEY.value()), damaged);
        var same = new Mutation.Revalidate(
                new Copy(
                                KEY,
                                "old",
                                image.locator(),
                                folders.first
                                        .stat(image.locator())
                                        .orElseThrow()
                                        .validator(),
                                image.digest(),
                                image.size(),
                                Optional.empty())
                        .as(image),
                Cause.ADOPTION,
                OptionalLong.empty());
        folders.catalog.commit(same);
        Migration migration = folders.start(Plan.Verify.NONE);
        await("all were gone over", () -> folders.now(migration).progress().stage() == Stage.FOLLOW);

        assertThat(folders.migrations.orders().failures(migration.id()))
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.key()).isEqualTo(KEY.value());
                    assertThat(failure.problem()).contains("damaged");
                });
        assertThat(folders.target.resolve(KEY.value())).doesNotExist();
        folders.migrations.orders().cutOver(migration.id(), 100, "");
        assertThatThrownBy(() -> folders.migrations.orders().finish(migration.id(), Optional.empty()))
                .hasMessageContaining("1 images have no copy in new");

        new ErrorTable(folders.database)
                .note(
                        migration.id(),
                        KEY,
                        "not to be tried again soon",
                        Instant.now().plus(Duration.ofHours(1)));
        folders.put(KEY, 3);
        await(
                "it is copied after all",
                () -> folders.allCopied(migration)
                        && folders.migrations.orders().failed(migration.id()) == 0);
        assertThat(folders.target.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 3));
    }

    @Test
    void a_copy_that_another_program_damaged_is_found_by_verifying_and_made_again() throws IOException {
        CatalogEntry image = folders.put(KEY, 1);
        Migration copied = folders.start(Plan.Verify.NONE);
        await("all is copied", () -> folders.allCopied(copied));
        Files.write(folders.target.resolve(KEY.value()), Samples.png(9, 7, 2));
        var copies = new Copies(folders.database);
        Tally tally = new Tally();
        var verifier = new Verifier(folders.catalog, copies, folders::store, Clock.systemUTC());
        assertThat(verifier.verify(KEY, "new", tally, bytes -> {})).isFalse();
        assertThat(tally.mismatched()).isEqualTo(1);
        assertThat(folders.migrations.places(image)).hasSize(1);
        folders.migrations.stored(KEY);
        assertThat(folders.target.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 1));
        assertThat(folders.migrations.places(image)).hasSize(2);
    }

    @Test
    void a_target_that_is_down_fails_nothing_and_gets_all_once_it_is_back() throws IOException {
        for (int i = 0; i < 20; i++) {
            folders.put(ImageKey.of("upload/" + i + ".png"), i);
        }
        folders.second.down = true;
        Migration migration = folders.start(Plan.Verify.NONE);
        await("it waits", () -> folders.now(migration).progress().problem().contains("is down"));
        folders.migrations.stored(folders.put(KEY, 50).key());
        CatalogEntry deleted = folders.put(ImageKey.of("upload/deleted.png"), 51);
        assertThat(folders.migrations.orders().failed(migration.id()))
                .as("not one by one")
                .isZero();

        folders.second.down = false;
        await("all is copied", () -> folders.allCopied(migration));
        try (var files = Files.list(folders.target.resolve("upload"))) {
            assertThat(files).hasSize(22);
        }
        assertThat(folders.target.resolve(deleted.key().value())).exists();
    }

    @Test
    void an_image_is_read_where_it_is_preferred_and_counts_elsewhere_only_with_the_same_bytes() throws IOException {
        CatalogEntry image = folders.put(KEY, 1);
        Migration migration = folders.start(Plan.Verify.NONE);
        await("all is copied", () -> folders.allCopied(migration));
        assertThat(folders.stores(image)).containsExactly("old", "new");
        folders.migrations.orders().cutOver(migration.id(), 100, "");
        assertThat(folders.stores(image)).containsExactly("new", "old");
        assertThat(folders.migrations.writesTo("old", KEY)).isEqualTo("new");
        folders.migrations.orders().pause(migration.id(), true);
        CatalogEntry replaced = folders.put(KEY, 2);
        assertThat(folders.stores(replaced)).containsExactly("old");
        folders.migrations.orders().rollBack(migration.id());
        assertThat(folders.migrations.writesTo("old", KEY)).isEqualTo("old");
        assertThat(folders.migrations.writesTo("old", ImageKey.of("other/x.png")))
                .isEqualTo("old");
    }

    @Test
    void a_share_of_the_keys_below_a_prefix_is_cut_over() throws IOException {
        Migration migration = folders.start(Plan.Verify.NONE);
        folders.migrations.orders().cutOver(migration.id(), 30, "upload/qa/");
        long over = IntStream.range(0, 1000)
                .filter(i -> folders.migrations
                        .writesTo("old", ImageKey.of("upload/qa/" + i + ".png"))
                        .equals("new"))
                .count();
        assertThat(over).isBetween(230L, 370L);
        assertThat(folders.migrations.writesTo("old", KEY)).isEqualTo("old");
        assertThatThrownBy(() -> folders.migrations.orders().finish(migration.id(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT));
    }

    @Test
    void a_finished_migration_keeps_or_removes_what_was_given_up_and_stays_in_force() throws IOException {
        folders.put(KEY, 1);
        Migration migration = folders.start(Plan.Verify.FULL);
        await(
                "all is copied",
                () -> folders.allCopied(migration)
                        && folders.migrations
                                        .orders()
                                        .lacking(folders.now(migration))
                                        .unverified()
                                == 0);
        folders.migrations.orders().cutOver(migration.id(), 100, "");
        folders.migrations.orders().finish(migration.id(), Optional.of(Duration.ofMillis(100)));
        await("it is done", () -> folders.now(migration).progress().stage() == Stage.DONE);
        assertThat(folders.now(migration).phase()).isEqualTo(Phase.FINISHED);
        assertThat(folders.catalog.find(KEY).orElseThrow().store()).isEqualTo("new");
        assertThat(folders.source.resolve(KEY.value())).doesNotExist();
        assertThat(folders.migrations.writesTo("old", KEY)).isEqualTo("new");
        assertThat(folders.catalog.copies(KEY)).isEmpty();
    }
}
