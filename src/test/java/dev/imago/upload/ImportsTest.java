package dev.imago.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Tombstones;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.store.Content;
import dev.imago.store.Store;
import dev.imago.store.memory.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an image of an origin that is to be left, whatever happens while it is on its way. */
final class ImportsTest extends OnGround {
    private static final byte[] THERE = Samples.png(3, 2, 1);
    private static final byte[] OURS = Samples.png(3, 2, 2);

    private final MemoryStore origin = new MemoryStore("legacy");
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void fillTheOrigin() throws IOException {
        Path file = Files.write(root.resolve("there.png"), THERE);
        origin.put(KEY, new Content(file, THERE.length, Digest.of(THERE), Format.PNG));
    }

    private boolean bring() throws Imports.Refused {
        var policies = new UploadPolicies() {
            @Override
            public UploadPolicy policyFor(ImageKey key) {
                meanwhile.run();
                return ground.policyFor(key);
            }

            @Override
            public Optional<Store> store(String name) {
                return ground.store(name);
            }
        };
        return new Imports(
                        ground.catalog,
                        new Tombstones(ground.database)::deleted,
                        policies,
                        new Quotas(ground.catalog, List.of()),
                        ground.lookout(),
                        new SpoolDirectory(root.resolve("spool")),
                        FurtherPlaces.NONE,
                        () -> Ground.NOW)
                .bring(KEY, origin);
    }

    private Path file() {
        return ground.folder.resolve(KEY.value());
    }

    @Test
    void it_is_an_image_of_ours_with_the_date_that_it_had() throws Exception {
        assertThat(bring()).isTrue();
        CatalogEntry entry = ground.catalog.find(KEY).orElseThrow();
        assertThat(entry.store()).isEqualTo("main");
        assertThat(entry.digest()).isEqualTo(Digest.of(THERE));
        assertThat(entry.modified())
                .isEqualTo(NewEntry.micros(origin.stat(origin.locate(KEY).orElseThrow())
                        .orElseThrow()
                        .modified()));
        assertThat(ground.journal.after(0, 10))
                .singleElement()
                .satisfies(change -> assertThat(change.cause()).isEqualTo(Cause.ADOPTION));
        assertThat(file()).hasBinaryContent(THERE);
        assertThat(bring()).as("again").isFalse();
    }

    @Test
    void an_upload_wins_that_comes_meanwhile() throws Exception {
        meanwhile = () -> ground.put(KEY, OURS);
        assertThat(bring()).isFalse();
        assertThat(file()).hasBinaryContent(OURS);
        assertThat(ground.catalog.find(KEY).orElseThrow().digest()).isEqualTo(Digest.of(OURS));
    }

    @Test
    void a_delete_is_not_undone_that_comes_meanwhile() throws Exception {
        meanwhile = () -> {
            ground.put(KEY, OURS);
            ground.uploads.delete(KEY, WriteConditions.NONE);
        };
        assertThat(bring()).isFalse();
        assertThat(ground.catalog.find(KEY)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void another_programs_file_that_nobody_knows_yet_stays() throws Exception {
        meanwhile = () -> write(OURS);
        assertThat(bring()).isFalse();
        assertThat(file()).hasBinaryContent(OURS);
        assertThat(ground.suspected).as("and is looked at").containsExactly(KEY);
    }

    @Test
    void what_is_no_image_or_refused_leaves_nothing_behind() throws Exception {
        ground.maxBytes = 10;
        assertThatThrownBy(this::bring).isInstanceOf(Imports.Refused.class).hasMessageContaining("larger");
        ground.maxBytes = 1000;
        ground.maxPixels = 2;
        assertThatThrownBy(this::bring).isInstanceOf(Imports.Refused.class).hasMessageContaining("pixels");
        assertThat(ground.files()).containsExactly("there.png");
    }

    @Test
    void while_the_store_is_down_nothing_is_imported() throws Exception {
        ground.store.down = true;
        assertThatThrownBy(this::bring)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        assertThat(ground.catalog.find(KEY)).isEmpty();
        ground.store.down = false;
        assertThat(bring()).isTrue();
    }

    private void write(byte[] bytes) {
        try {
            Files.createDirectories(file().getParent());
            Files.write(file(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
