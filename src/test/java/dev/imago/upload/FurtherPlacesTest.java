package dev.imago.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.store.Content;
import dev.imago.store.Store;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What those are told who know of further places of images, and when. */
final class FurtherPlacesTest extends OnGround {
    private final List<String> told = new ArrayList<>();

    private Uploads uploads() {
        return new Uploads(
                ground.catalog,
                ground,
                new Quotas(ground.catalog, List.of()),
                ground.lookout(),
                new SpoolDirectory(root.resolve("spool")),
                new FurtherPlaces() {
                    @Override
                    public void putting(CatalogEntry image, Store store, Content content) {
                        told.add("putting beside " + image.store() + ", file " + there());
                    }

                    @Override
                    public Runnable removing(ImageKey key) {
                        told.add("removing, image " + known());
                        return () -> told.add("removed, image " + known());
                    }
                },
                () -> Ground.NOW);
    }

    private String there() {
        return Files.exists(ground.folder.resolve(KEY.value())) ? "there" : "absent";
    }

    private String known() {
        return ground.catalog.find(KEY).isPresent() ? "there" : "absent";
    }

    private void put(byte[] bytes) {
        uploads().put(KEY, new ByteArrayInputStream(bytes), OptionalLong.empty(), Terms.NONE);
    }

    @Test
    void an_image_that_counts_in_another_store_is_told_before_its_bytes_are_put_here() {
        put(Samples.png(3, 2, 1));
        put(Samples.png(3, 2, 2));
        assertThat(told).as("it counts here").isEmpty();

        CatalogEntry image = ground.catalog.find(KEY).orElseThrow();
        ground.store.delete(image.locator());
        var elsewhere = new CatalogEntry(
                KEY,
                "elsewhere",
                image.locator(),
                image.validator(),
                image.digest(),
                image.size(),
                image.format(),
                image.dimensions(),
                image.modified(),
                image.created(),
                0);
        ground.catalog.commit(new Mutation.Put(elsewhere, Cause.REQUEST, OptionalLong.empty()));
        put(Samples.png(3, 2, 3));
        assertThat(told).containsExactly("putting beside elsewhere, file absent");
    }

    @Test
    void copies_of_an_image_are_removed_before_it_and_forgotten_after() {
        put(Samples.png(3, 2, 1));
        uploads().delete(KEY, WriteConditions.NONE);
        assertThat(told).containsExactly("removing, image there", "removed, image absent");
        assertThat(there()).isEqualTo("absent");
    }

    @Test
    void copies_of_an_image_that_could_not_be_deleted_are_not_forgotten() {
        put(Samples.png(3, 2, 1));
        ground.store.troubled.add(KEY.value());
        Ground.assertFault(Fault.Kind.UNAVAILABLE, "trouble", () -> uploads().delete(KEY, WriteConditions.NONE));
        assertThat(told).containsExactly("removing, image there");
    }
}
