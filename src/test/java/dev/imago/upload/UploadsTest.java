package dev.imago.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.imago.catalog.CatalogEntry;
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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    private static final ImageKey KEY = ImageKey.of("upload/qa/test.png");

    @TempDir
    Path root;

    private Ground ground;

    @BeforeEach
    void open() {
        ground = new Ground(root, new Quota("small/", 3000, Long.MAX_VALUE), new Quota("few/", Long.MAX_VALUE, 2));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void an_acknowledged_upload_is_in_the_folder_the_catalog_and_the_journal() throws IOException {
        byte[] png = Samples.png(30, 20);
        Uploaded uploaded = put(KEY, png);

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
        Uploaded first = put(KEY, Samples.png(30, 20, 1));
        Uploaded second = put(KEY, Samples.png(30, 20, 2));
        assertThat(second.outcome()).isEqualTo(Uploaded.Outcome.REPLACED);
        assertThat(second.entry().version()).isGreaterThan(first.entry().version());
        assertThat(ground.journal.after(first.entry().version(), 10))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.previous()).contains(first.entry().digest()));
    }

    @Test
    void the_same_bytes_again_change_nothing_and_answer_the_same() {
        Uploaded first = put(KEY, Samples.png(30, 20));
        Uploaded again = put(KEY, Samples.png(30, 20));
        assertThat(again.outcome()).isEqualTo(Uploaded.Outcome.UNCHANGED);
        assertThat(again.entry()).isEqualTo(first.entry());
        assertThat(ground.journal.after(0, 10)).hasSize(1);
    }

    @Test
    void the_same_bytes_are_written_again_when_another_program_removed_the_file() throws IOException {
        put(KEY, Samples.png(30, 20));
        Files.delete(ground.folder.resolve(KEY.value()));
        assertThat(put(KEY, Samples.png(30, 20)).outcome()).isEqualTo(Uploaded.Outcome.REPLACED);
        assertThat(ground.folder.resolve(KEY.value())).exists();
    }

    @Test
    void every_format_can_be_uploaded_where_it_is_allowed() {
        ground.formats = EnumSet.allOf(Format.class);
        for (Samples.Sample sample : Samples.all()) {
            assertThat(put(KEY, sample.bytes()).entry().format()).isEqualTo(sample.format());
        }
    }

    @Test
    void real_photographs_pass() throws IOException {
        ground.maxPixels = 100_000_000;
        ground.maxBytes = 50_000_000;
        for (String name : List.of("cat.webp", "coffee.png", "dandelion.jpg", "dogs.jpg", "fig.jpg", "mountains.jpg")) {
            try (InputStream in = UploadsTest.class.getResourceAsStream("/dev/imago/demo/" + name)) {
                Uploaded uploaded = put(ImageKey.of("photos/" + name), in.readAllBytes());
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
        assertThat(put(KEY, Samples.svg()).entry().format()).isEqualTo(Format.SVG);
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
        assertFault(Kind.UNSUPPORTED_TYPE, "JPEG", () -> put(KEY, Samples.png(3, 2), onlyJpeg));
        Terms tiny = new Terms(new Grant(Set.of(), 10));
        assertFault(Kind.TOO_LARGE, "10 bytes", () -> put(KEY, Samples.png(3, 2), tiny));
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
        assertFault(Kind.INVALID, "digest", () -> put(KEY, Samples.png(3, 2), terms));
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void create_only_never_replaces() {
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        put(KEY, Samples.png(3, 2, 1), createOnly);
        assertFault(Kind.PRECONDITION_FAILED, "If-None-Match", () -> put(KEY, Samples.png(3, 2, 2), createOnly));
        assertThat(ground.catalog.find(KEY).orElseThrow().digest()).isEqualTo(Digest.of(Samples.png(3, 2, 1)));
    }

    @Test
    void a_safe_replace_needs_the_entity_tag_of_now() {
        assertFault(
                Kind.PRECONDITION_FAILED,
                "no such image",
                () -> put(KEY, Samples.png(3, 2), terms(Optional.of("*"), Optional.empty())));
        String etag = put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        Terms onlyIfThat = terms(Optional.of("\"x\", " + etag), Optional.empty());
        put(KEY, Samples.png(3, 2, 2), onlyIfThat);
        assertFault(Kind.PRECONDITION_FAILED, "entity tag", () -> put(KEY, Samples.png(3, 2, 3), onlyIfThat));
        String weak = "W/" + Digest.of(Samples.png(3, 2, 2)).etag();
        assertFault(
                Kind.PRECONDITION_FAILED,
                "If-Match",
                () -> put(KEY, Samples.png(3, 2, 3), terms(Optional.of(weak), Optional.empty())));
    }

    @Test
    void create_only_spares_a_file_that_the_catalog_does_not_know_yet() throws IOException {
        byte[] theirs = another(Samples.png(3, 2, 1));
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        assertFault(
                Kind.PRECONDITION_FAILED,
                "If-None-Match",
                () -> ground.uploads.requireNow(KEY, createOnly.preconditions()));
        assertFault(Kind.PRECONDITION_FAILED, "If-None-Match", () -> put(KEY, Samples.png(3, 2, 2), createOnly));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(theirs);
        assertThat(ground.journal.after(0, 10)).extracting(Change::cause).containsExactly(Cause.ADOPTION);
    }

    @Test
    void create_only_spares_a_file_that_is_no_image() throws IOException {
        byte[] theirs = another(new byte[] {1, 2, 3});
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        assertFault(Kind.CONFLICT, "no image", () -> put(KEY, Samples.png(3, 2, 2), createOnly));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(theirs);
        put(KEY, Samples.png(3, 2, 2));
    }

    @Test
    void a_safe_replace_is_held_against_the_file_of_now_not_against_the_catalog() throws IOException {
        String known = put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        byte[] theirs = another(Samples.png(5, 4, 2));
        Terms old = terms(Optional.of(known), Optional.empty());
        assertFault(Kind.PRECONDITION_FAILED, "entity tag", () -> put(KEY, Samples.png(3, 2, 3), old));
        assertFault(Kind.PRECONDITION_FAILED, "entity tag", () -> ground.uploads.delete(KEY, old.preconditions()));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(theirs);

        byte[] newer = another(Samples.png(6, 4, 4));
        Terms served = terms(Optional.of(Digest.of(newer).etag()), Optional.empty());
        ground.uploads.requireNow(KEY, served.preconditions());
        assertThat(put(KEY, Samples.png(3, 2, 3), served).outcome()).isEqualTo(Uploaded.Outcome.REPLACED);
    }

    @Test
    void a_safe_replace_of_a_file_that_is_gone_is_refused() throws IOException {
        String known = put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        Files.delete(ground.folder.resolve(KEY.value()));
        assertFault(
                Kind.PRECONDITION_FAILED,
                "no such image",
                () -> put(KEY, Samples.png(3, 2, 3), terms(Optional.of(known), Optional.empty())));
    }

    @Test
    void while_another_program_writes_a_condition_waits_and_an_unconditional_upload_wins() throws IOException {
        another(Samples.png(3, 2, 1));
        try (var writer = FileChannel.open(ground.folder.resolve(KEY.value()), StandardOpenOption.WRITE)) {
            assertThat(writer.isOpen()).isTrue();
            assertFault(
                    Kind.UNAVAILABLE,
                    "Another program",
                    () -> put(KEY, Samples.png(3, 2, 2), terms(Optional.empty(), Optional.of("*"))));
            put(KEY, Samples.png(3, 2, 3));
        }
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(Samples.png(3, 2, 3));
    }

    /** What another program does. */
    private byte[] another(byte[] bytes) throws IOException {
        Path file = ground.folder.resolve(KEY.value());
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return bytes;
    }

    @Test
    void of_many_create_only_uploads_of_one_key_exactly_one_wins() throws Exception {
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        List<Future<Boolean>> attempts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                byte[] png = Samples.png(9, 9, i);
                attempts.add(threads.submit(() -> {
                    try {
                        put(KEY, png, createOnly);
                        return true;
                    } catch (Fault fault) {
                        assertThat(fault.kind()).isEqualTo(Kind.PRECONDITION_FAILED);
                        return false;
                    }
                }));
            }
        }
        int won = 0;
        for (Future<Boolean> attempt : attempts) {
            won += attempt.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
        assertThat(ground.files()).hasSize(1);
        assertThat(Digest.of(Files.readAllBytes(ground.folder.resolve(KEY.value()))))
                .isEqualTo(ground.catalog.find(KEY).orElseThrow().digest());
    }

    @Test
    void a_quota_refuses_what_does_not_fit_and_counts_a_replacement_once() {
        byte[] png = Samples.png(20, 20, 1);
        int fits = 3000 / png.length;
        for (int i = 0; i < fits; i++) {
            put(ImageKey.of("small/" + i + ".png"), png);
        }
        assertFault(Kind.NO_SPACE, "small/", () -> put(ImageKey.of("small/more.png"), png));
        put(ImageKey.of("small/0.png"), Samples.png(20, 20, 2));
        put(ImageKey.of("elsewhere/more.png"), png);
        assertThat(ground.files()).hasSize(fits + 1);
    }

    @Test
    void a_quota_of_images_holds_against_a_crowd() throws Exception {
        List<Future<Boolean>> attempts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                ImageKey key = ImageKey.of("few/" + i + ".png");
                attempts.add(threads.submit(() -> {
                    try {
                        put(key, Samples.png(5, 5));
                        return true;
                    } catch (Fault fault) {
                        assertThat(fault.kind()).isEqualTo(Kind.NO_SPACE);
                        return false;
                    }
                }));
            }
        }
        long stored = 0;
        for (Future<Boolean> attempt : attempts) {
            stored += attempt.get() ? 1 : 0;
        }
        assertThat(stored).isEqualTo(2).isEqualTo(ground.catalog.usage("few/").images());
    }

    @Test
    void a_quota_of_bytes_holds_against_a_crowd_that_replaces_and_deletes() throws Exception {
        var over = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                var random = new Random(i);
                threads.submit(() -> {
                    for (int round = 0; round < 25; round++) {
                        ImageKey key = ImageKey.of("small/" + random.nextInt(12) + ".png");
                        try {
                            if (random.nextInt(4) == 0) {
                                ground.uploads.delete(key, WriteConditions.NONE);
                            } else {
                                put(key, Samples.png(3 + random.nextInt(20), 20, round));
                            }
                        } catch (Fault full) {
                            assertThat(full.kind()).isEqualTo(Kind.NO_SPACE);
                        }
                        over.accumulateAndGet(ground.catalog.usage("small/").bytes(), Math::max);
                    }
                    return true;
                });
            }
        }
        assertThat(over.get()).as("the most that was ever in use").isBetween(1500L, 3000L);
    }

    @Test
    void what_a_replacement_frees_is_not_given_away_before_it_is_done() {
        byte[] png = Samples.png(20, 20, 1);
        put(ImageKey.of("small/0.png"), png);
        Optional<CatalogEntry> old = ground.catalog.find(ImageKey.of("small/0.png"));
        var quotas = new Quotas(ground.catalog, List.of(new Quota("small/", png.length + 10, Long.MAX_VALUE)));
        try (var smaller = quotas.reserve(ImageKey.of("small/0.png"), 1, old)) {
            assertFault(
                    Kind.NO_SPACE, "small/", () -> quotas.reserve(ImageKey.of("small/1.png"), 100, Optional.empty()));
        }
    }

    @Test
    void uploads_to_closed_and_hidden_places_are_forbidden() {
        assertFault(Kind.FORBIDDEN, "here", () -> put(ImageKey.of("closed/a.png"), Samples.png(3, 2)));
        assertFault(Kind.FORBIDDEN, "dot", () -> put(ImageKey.of(".imago/a.png"), Samples.png(3, 2)));
    }

    @Test
    void a_delete_removes_the_file_and_is_idempotent() {
        put(KEY, Samples.png(3, 2));
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
    void a_delete_takes_a_file_that_is_no_image_and_tells_nobody() throws IOException {
        Files.writeString(ground.folder.resolve("notes.txt"), "x");
        assertThat(ground.uploads.delete(ImageKey.of("notes.txt"), WriteConditions.NONE))
                .isEmpty();
        assertThat(ground.files()).isEmpty();
        assertThat(ground.journal.last()).isZero();
    }

    @Test
    void a_delete_on_condition_spares_a_newer_version() {
        String old = put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        put(KEY, Samples.png(3, 2, 2));
        assertFault(
                Kind.PRECONDITION_FAILED,
                "If-Match",
                () -> ground.uploads.delete(KEY, new WriteConditions(Optional.of(old), Optional.empty())));
        assertThat(ground.files()).hasSize(1);
    }

    @Test
    void a_date_spares_what_was_modified_after_its_second_unless_entity_tags_decide() {
        CatalogEntry entry = put(KEY, Samples.png(3, 2, 1)).entry();
        Instant second = entry.modified().truncatedTo(ChronoUnit.SECONDS);
        Terms old = terms(Optional.empty(), second.minusSeconds(1));
        assertFault(Kind.PRECONDITION_FAILED, "If-Unmodified-Since", () -> put(KEY, Samples.png(3, 2, 2), old));
        assertFault(
                Kind.PRECONDITION_FAILED, "If-Unmodified-Since", () -> ground.uploads.delete(KEY, old.preconditions()));
        assertThat(ground.catalog.find(KEY)).map(CatalogEntry::digest).contains(entry.digest());

        String etag = entry.digest().etag();
        put(KEY, Samples.png(3, 2, 2), terms(Optional.of(etag), second.minusSeconds(1)));
        put(
                KEY,
                Samples.png(3, 2, 3),
                terms(
                        Optional.empty(),
                        ground.catalog.find(KEY).orElseThrow().modified().truncatedTo(ChronoUnit.SECONDS)));
        put(ImageKey.of("new.png"), Samples.png(3, 2, 4), old);
    }

    private static Terms terms(Optional<String> ifMatch, Instant ifUnmodifiedSince) {
        return new Terms(
                new WriteConditions(ifMatch, Optional.empty(), Optional.of(ifUnmodifiedSince)),
                Optional.empty(),
                Grant.UNLIMITED);
    }

    @Test
    void an_upload_whose_lock_was_lost_overwrites_nothing() {
        put(KEY, Samples.png(3, 2, 1));
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
    void an_upload_that_is_committed_again_is_not_refused_by_its_own_success() throws IOException {
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        byte[] png = Samples.png(3, 2, 1);
        another(png); // put in place before a crash, and in no catalog
        try (Spool spool = received(png)) {
            assertThat(ground.uploads.commitAgain(KEY, spool, createOnly).outcome())
                    .isEqualTo(Uploaded.Outcome.UNCHANGED);
        }
        try (Spool spool = received(Samples.png(3, 2, 2))) {
            assertFault(
                    Kind.PRECONDITION_FAILED,
                    "If-None-Match",
                    () -> ground.uploads.commitAgain(KEY, spool, createOnly));
        }
    }

    private Spool received(byte[] bytes) {
        return ground.uploads.receive(
                KEY, new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length), Grant.UNLIMITED);
    }

    @Test
    void what_a_crash_left_in_the_spool_directory_is_removed_by_the_next_start() throws IOException {
        Path spool = root.resolve("spool");
        Files.writeString(spool.resolve("left.part"), "x");
        new SpoolDirectory(spool);
        assertThat(ground.files()).isEmpty();
    }

    private void refused(Kind kind, String message, byte[] bytes) {
        assertFault(kind, message, () -> put(KEY, bytes));
        assertThat(ground.files()).isEmpty();
        assertThat(ground.catalog.find(KEY)).isEmpty();
        assertThat(ground.journal.last()).isZero();
    }

    private static void assertFault(Kind kind, String message, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).as(fault.message()).isEqualTo(kind);
            assertThat(fault.message()).contains(message);
        });
    }

    private static Terms terms(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        return new Terms(new WriteConditions(ifMatch, ifNoneMatch), Optional.empty(), Grant.UNLIMITED);
    }

    private Uploaded put(ImageKey key, byte[] bytes) {
        return put(key, bytes, Terms.NONE);
    }

    private Uploaded put(ImageKey key, byte[] bytes, Terms terms) {
        return ground.uploads.put(key, new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length), terms);
    }
}
