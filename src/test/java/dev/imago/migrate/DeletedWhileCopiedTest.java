package dev.imago.migrate;

import static dev.imago.migrate.TwoFolders.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.adopt.Adopter;
import dev.imago.adopt.Inspector;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.store.Content;
import dev.imago.store.PathAddressed;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What becomes of copies whose image is deleted, or whose delete or upload was cut off; none of it comes back. */
final class DeletedWhileCopiedTest extends OnTwoFolders {
    /** What a scan of the new folder makes of what lies there. */
    private Adopter.Outcome scanned() {
        var adopter = new Adopter(
                folders.second,
                folders.second.capability(PathAddressed.class).orElseThrow(),
                folders.catalog,
                new Inspector(),
                Clock.systemUTC());
        return adopter.examine(List.of(KEY), Adopter.Removals.BELIEVED).getFirst();
    }

    @Test
    void what_is_left_of_a_deleted_image_in_a_store_that_was_down_is_no_image_and_goes_later() throws Exception {
        CatalogEntry image = folders.put(KEY, 1);
        Migration migration = folders.start(Plan.Verify.NONE);
        await("all is copied", () -> folders.allCopied(migration));
        folders.second.down = true;
        folders.delete(image);
        assertThat(folders.target.resolve(KEY.value())).exists();
        assertThat(folders.migrations.remains(KEY, "new")).isTrue();
        folders.migrations.orders().pause(migration.id(), true);
        folders.second.down = false;
        assertThat(scanned()).isEqualTo(Adopter.Outcome.IGNORED);

        folders.migrations.orders().pause(migration.id(), false);
        await("it is gone", () -> Files.notExists(folders.target.resolve(KEY.value())));
        await("nothing is known to remain", () -> !folders.migrations.remains(KEY, "new"));
        Files.write(folders.target.resolve(KEY.value()), Samples.png(9, 7, 5));
        assertThat(scanned()).isEqualTo(Adopter.Outcome.ADOPTED);
    }

    @Test
    void an_upload_that_was_cut_off_in_the_new_store_does_not_come_back_after_the_image_was_deleted() throws Exception {
        CatalogEntry image = folders.put(KEY, 1);
        Migration migration = folders.start(Plan.Verify.NONE);
        await("all is copied", () -> folders.allCopied(migration)); // so that the runner rests
        folders.migrations.orders().pause(migration.id(), true);
        folders.migrations.orders().cutOver(migration.id(), 100, "");
        Content cutOff = folders.content(2);
        try (var _ = folders.catalog.lock(KEY)) {
            folders.migrations.putting(KEY, folders.second, cutOff);
            folders.second.put(KEY, cutOff);
        }
        assertThat(folders.migrations.places(image))
                .extracting(CatalogEntry::store)
                .containsExactly("old");

        folders.second.down = true;
        folders.delete(image);
        folders.second.down = false;
        assertThat(scanned()).isEqualTo(Adopter.Outcome.IGNORED);
        folders.end();
        folders.begin();
        await("it is gone", () -> Files.notExists(folders.target.resolve(KEY.value())));

        folders.second.put(KEY, folders.content(2));
        assertThat(scanned())
                .as("a service may end the upload after it was cut off")
                .isEqualTo(Adopter.Outcome.IGNORED);
    }

    @Test
    void an_image_whose_delete_was_cut_off_after_its_copy_had_gone_gets_another_one() throws IOException {
        CatalogEntry image = folders.put(KEY, 1);
        Migration migration = folders.start(Plan.Verify.NONE);
        await("all is copied", () -> folders.allCopied(migration));
        folders.end();
        try (var _ = folders.catalog.lock(KEY)) {
            var _ = folders.migrations.removeCopies(KEY);
        }
        assertThat(folders.target.resolve(KEY.value())).doesNotExist();
        assertThat(folders.stores(image)).containsExactly("old");
        folders.begin();
        await("it has a copy again", () -> folders.stores(image).equals(List.of("old", "new")));
        assertThat(folders.target.resolve(KEY.value())).hasBinaryContent(Samples.png(9, 7, 1));
    }

    @Test
    void a_file_that_another_program_put_in_the_place_of_a_copy_is_not_removed_with_it() throws IOException {
        CatalogEntry image = folders.put(KEY, 1);
        Migration migration = folders.start(Plan.Verify.NONE);
        await("all is copied", () -> folders.allCopied(migration));
        byte[] theirs = Samples.png(9, 7, 9);
        Files.write(folders.target.resolve(KEY.value()), theirs);
        folders.first.delete(image.locator());
        folders.catalog.commit(new Mutation.Delete(KEY, Cause.ADOPTION, OptionalLong.empty()));
        await("nothing is known to remain", () -> !folders.migrations.remains(KEY, "new"));
        assertThat(folders.target.resolve(KEY.value())).hasBinaryContent(theirs);
    }
}
