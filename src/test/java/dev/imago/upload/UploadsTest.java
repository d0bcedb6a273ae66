package dev.imago.upload;

import static dev.imago.upload.Ground.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.imago.catalog.AnnouncingCatalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Fault.Kind;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UploadsTest extends OnGround {
    @Test
    void an_acknowledged_upload_is_in_the_folder_the_catalog_and_the_journal() throws IOException {
        byte[] png = Samples.png(30, 20);
        Uploaded uploaded = ground.put(KEY, png);

        assertThat(uploaded.outcome()).isEqualTo(Uploaded.Outcome.CREATED);
        CatalogEntry entry = ground.catalog.find(KEY).orElseThrow();
        assertThat(entry).isEqualTo(uploaded.entry());
        assertThat(entry.digest()).isEqualTo(Digest.of(png));
        assertThat(entry.dimensions()).contains(new Dimensions(30, 20));
        assertThat(entry.created()).isEqualTo(Ground.NOW);
        assertThat(Files.readAllBytes(ground.folder.resolve(KEY.value()))).isEqualTo(png);
        Change change = ground.journal.after(0, 10).getFirst();
        assertThat(change.digest()).contains(Digest.of(png));
        assertThat(change.sequence()).isEqualTo(entry.version());
        assertThat(ground.files()).containsExactly("images/upload/qa/test.png");
    }

    @Test
    void a_replacement_keeps_the_creation_and_tells_the_previous_digest() {
        Uploaded first = ground.put(KEY, Samples.png(30, 20, 1));
        Uploaded second = ground.put(KEY, Samples.png(30, 20, 2));
        assertThat(second.outcome()).isEqualTo(Uploaded.Outcome.REPLACED);
        assertThat(second.entry().version()).isGreaterThan(first.entry().version());
        assertThat(ground.journal.after(first.entry().version(), 10))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.previous()).contains(first.entry().digest()));
    }

    @Test
    void the_same_bytes_again_change_nothing_and_answer_the_same() {
        Uploaded first = ground.put(KEY, Samples.png(30, 20));
        Uploaded again = ground.put(KEY, Samples.png(30, 20));
        assertThat(again.outcome()).isEqualTo(Uploaded.Outcome.UNCHANGED);
        assertThat(again.entry()).isEqualTo(first.entry());
        assertThat(ground.journal.after(0, 10)).hasSize(1);
    }

    @Test
    void caches_are_told_also_where_another_node_has_just_done_what_is_asked() {
        List<ImageKey> told = new ArrayList<>();
        Uploads uploads = ground.uploads(new AnnouncingCatalog(ground.catalog, told::add));
        byte[] image = Samples.png(30, 20);
        ground.put(KEY, image);
        var again = uploads.put(KEY, new ByteArrayInputStream(image), OptionalLong.empty(), Terms.NONE);
        assertThat(again.outcome()).isEqualTo(Uploaded.Outcome.UNCHANGED);
        assertThat(told).containsExactly(KEY);

        ground.uploads.delete(KEY, WriteConditions.NONE);
        assertThat(uploads.delete(KEY, WriteConditions.NONE)).isEmpty();
        assertThat(told).containsExactly(KEY, KEY);
    }

    @Test
    void the_same_bytes_are_written_again_when_another_program_removed_the_file() throws IOException {
        ground.put(KEY, Samples.png(30, 20));
        Files.delete(ground.folder.resolve(KEY.value()));
        assertThat(ground.put(KEY, Samples.png(30, 20)).outcome()).isEqualTo(Uploaded.Outcome.REPLACED);
        assertThat(ground.folder.resolve(KEY.value())).exists();
    }

    @Test
    void every_format_can_be_uploaded_where_it_is_allowed() {
        ground.formats = EnumSet.allOf(Format.class);
        for (Samples.Sample sample : Samples.all()) {
            assertThat(ground.put(KEY, sample.bytes()).entry().format()).isEqualTo(sample.format());
        }
    }

    @Test
    void real_photographs_pass() throws IOException {
        ground.maxPixels = 100_000_000;
        ground.maxBytes = 50_000_000;
        for (String name : List.of("cat.webp", "coffee.png", "dandelion.jpg", "dogs.jpg", "fig.jpg", "mountains.jpg")) {
            try (InputStream in = UploadsTest.class.getResourceAsStream("/dev/imago/demo/" + name)) {
                Uploaded uploaded = ground.put(ImageKey.of("photos/" + name), in.readAllBytes());
                assertThat(uploaded.entry().dimensions().orElseThrow().pixels()).isGreaterThan(10_000);
            }
        }
    }

    @Test
    void what_is_no_image_is_refused_and_leaves_nothing() {
        refused(Kind.UNSUPPORTED_TYPE, "no image", "<html>".getBytes());
        refused(Kind.UNPROCESSABLE, "empty", new byte[0]);
    }

    @Test
    void svg_is_refused_unless_the_place_allows_it() {
        refused(Kind.UNSUPPORTED_TYPE, "SVG", Samples.svg());
        ground.formats = Set.of(Format.SVG);
        assertThat(ground.put(KEY, Samples.svg()).entry().format()).isEqualTo(Format.SVG);
    }

    @Test
    void a_truncated_image_is_refused_and_leaves_nothing() {
        byte[] jpeg = Samples.jpeg(300, 200);
        refused(Kind.UNPROCESSABLE, "truncated", Arrays.copyOf(jpeg, jpeg.length / 2));
    }

    @Test
    void a_giant_is_refused_by_its_header() {
        refused(Kind.UNPROCESSABLE, "100000 × 100000", Samples.pngClaiming(100_000, 100_000));
    }

    @Test
    void too_many_bytes_are_refused_at_once_if_declared_and_while_reading_if_not() {
        ground.maxBytes = 100;
        byte[] png = Samples.png(30, 20);
        InputStream untouched = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("the body is not to be read");
            }
        };
        assertThatThrownBy(() -> ground.uploads.put(KEY, untouched, OptionalLong.of(png.length), Terms.NONE))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.TOO_LARGE));
        assertThatThrownBy(
                        () -> ground.uploads.put(KEY, new ByteArrayInputStream(png), OptionalLong.empty(), Terms.NONE))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.TOO_LARGE));
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void a_grant_narrows_what_the_place_allows() {
        Terms onlyJpeg = new Terms(new Grant(Set.of(Format.JPEG), Long.MAX_VALUE));
        assertFault(Kind.UNSUPPORTED_TYPE, "JPEG", () -> ground.put(KEY, Samples.png(3, 2), onlyJpeg));
        Terms tiny = new Terms(new Grant(Set.of(), 10));
        assertFault(Kind.TOO_LARGE, "10 bytes", () -> ground.put(KEY, Samples.png(3, 2), tiny));
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void a_client_that_goes_away_leaves_nothing() {
        InputStream cut = new InputStream() {
            private int left = 5000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("connection reset");
                }
                return 7;
            }
        };
        assertFault(Kind.INVALID, "cut off", () -> ground.uploads.put(KEY, cut, OptionalLong.empty(), Terms.NONE));
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void bytes_with_another_digest_than_stated_are_refused() {
        Terms terms = new Terms(WriteConditions.NONE, Optional.of(Digest.of(new byte[] {1})), Grant.UNLIMITED);
        assertFault(Kind.INVALID, "digest", () -> ground.put(KEY, Samples.png(3, 2), terms));
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void uploads_to_closed_and_hidden_places_are_forbidden() {
        assertFault(Kind.FORBIDDEN, "here", () -> ground.put(ImageKey.of("closed/a.png"), Samples.png(3, 2)));
        assertFault(Kind.FORBIDDEN, "dot", () -> ground.put(ImageKey.of(".imago/a.png"), Samples.png(3, 2)));
    }

    @Test
    void a_delete_removes_the_file_and_is_idempotent() {
        ground.put(KEY, Samples.png(3, 2));
        assertThat(ground.uploads.delete(KEY, WriteConditions.NONE)).isPresent();
        assertThat(ground.catalog.find(KEY)).isEmpty();
        assertThat(ground.files()).isEmpty();
        assertThat(ground.uploads.delete(KEY, WriteConditions.NONE)).isEmpty();
        assertThat(ground.journal.after(0, 10))
                .extracting(Change::kind)
                .containsExactly(Change.Kind.PUT, Change.Kind.DELETE);
    }

    @Test
    void a_delete_takes_a_file_that_the_catalog_does_not_know_yet() throws IOException {
        Files.write(ground.folder.resolve("stray.png"), Samples.png(3, 2));
        assertThat(ground.uploads.delete(ImageKey.of("stray.png"), WriteConditions.NONE))
                .isPresent();
        assertThat(ground.files()).isEmpty();
        assertThat(ground.journal.after(0, 10))
                .extracting(Change::kind, Change::cause)
                .containsExactly(tuple(Change.Kind.PUT, Cause.ADOPTION), tuple(Change.Kind.DELETE, Cause.REQUEST));
    }

    @Test
    void a_delete_takes_what_lay_at_the_address_before_the_image_was_put_elsewhere() throws IOException {
        CatalogEntry elsewhere = ground.put(ImageKey.of("names/of/the/store.png"), Samples.png(30, 20))
                .entry();
        Files.createDirectories(ground.folder.resolve(KEY.value()).getParent());
        Files.write(ground.folder.resolve(KEY.value()), Samples.png(30, 20, 1));
        ground.catalog.commit(new Mutation.Put(
                new CatalogEntry(
                        KEY,
                        elsewhere.store(),
                        elsewhere.locator(),
                        elsewhere.validator(),
                        elsewhere.digest(),
                        elsewhere.size(),
                        elsewhere.format(),
                        elsewhere.dimensions(),
                        elsewhere.modified(),
                        elsewhere.created(),
                        0),
                Cause.REQUEST,
                OptionalLong.empty()));
        assertThat(ground.uploads.delete(KEY, WriteConditions.NONE)).isPresent();
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void a_delete_takes_a_file_that_is_no_image_and_tells_nobody() throws IOException {
        Files.writeString(ground.folder.resolve("notes.txt"), "x");
        assertThat(ground.uploads.delete(ImageKey.of("notes.txt"), WriteConditions.NONE))
                .isEmpty();
        assertThat(ground.files()).isEmpty();
        assertThat(ground.journal.last()).isZero();
    }

    @Test
    void an_upload_whose_lock_was_lost_overwrites_nothing() {
        ground.put(KEY, Samples.png(3, 2, 1));
        Uploads lost = ground.uploads(new LostCatalog(ground.catalog, false, true));
        byte[] png = Samples.png(3, 2, 2);
        assertFault(
                Kind.UNAVAILABLE,
                "Nothing was changed",
                () -> lost.put(KEY, new ByteArrayInputStream(png), OptionalLong.empty(), Terms.NONE));
        assertFault(Kind.UNAVAILABLE, "Nothing was changed", () -> lost.delete(KEY, WriteConditions.NONE));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(Samples.png(3, 2, 1));
        assertThat(ground.files()).hasSize(1);
    }

    @Test
    void a_change_that_was_overtaken_has_the_store_looked_at() {
        Uploads overtaken = ground.uploads(new LostCatalog(ground.catalog, true, false));
        byte[] png = Samples.png(3, 2, 2);
        assertFault(
                Kind.CONFLICT,
                "same moment",
                () -> overtaken.put(KEY, new ByteArrayInputStream(png), OptionalLong.empty(), Terms.NONE));
        assertThat(ground.suspected).containsExactly(KEY);
    }

    @Test
    void what_a_crash_left_in_the_spool_directory_is_removed_by_the_next_start() throws IOException {
        Path spool = root.resolve("spool");
        Files.writeString(spool.resolve("left.part"), "x");
        new SpoolDirectory(spool);
        assertThat(ground.files()).isEmpty();
    }

    private void refused(Kind kind, String message, byte[] bytes) {
        assertFault(kind, message, () -> ground.put(KEY, bytes));
        assertThat(ground.files()).isEmpty();
        assertThat(ground.catalog.find(KEY)).isEmpty();
        assertThat(ground.journal.last()).isZero();
    }
}
