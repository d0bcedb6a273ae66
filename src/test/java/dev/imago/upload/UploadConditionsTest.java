package dev.imago.upload;

import static dev.imago.upload.Ground.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Fault.Kind;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** If-Match, If-None-Match and If-Unmodified-Since of uploads and deletes, held against the store. */
final class UploadConditionsTest extends OnGround {
    @Test
    void create_only_never_replaces() {
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        ground.put(KEY, Samples.png(3, 2, 1), createOnly);
        assertFault(Kind.PRECONDITION_FAILED, "If-None-Match", () -> ground.put(KEY, Samples.png(3, 2, 2), createOnly));
        assertThat(ground.catalog.find(KEY).orElseThrow().digest()).isEqualTo(Digest.of(Samples.png(3, 2, 1)));
    }

    @Test
    void a_safe_replace_needs_the_entity_tag_of_now() {
        assertFault(
                Kind.PRECONDITION_FAILED,
                "no such image",
                () -> ground.put(KEY, Samples.png(3, 2), terms(Optional.of("*"), Optional.empty())));
        String etag = ground.put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        Terms onlyIfThat = terms(Optional.of("\"x\", " + etag), Optional.empty());
        ground.put(KEY, Samples.png(3, 2, 2), onlyIfThat);
        assertFault(Kind.PRECONDITION_FAILED, "entity tag", () -> ground.put(KEY, Samples.png(3, 2, 3), onlyIfThat));
        String weak = "W/" + Digest.of(Samples.png(3, 2, 2)).etag();
        assertFault(
                Kind.PRECONDITION_FAILED,
                "If-Match",
                () -> ground.put(KEY, Samples.png(3, 2, 3), terms(Optional.of(weak), Optional.empty())));
    }

    @Test
    void create_only_spares_a_file_that_the_catalog_does_not_know_yet() throws IOException {
        byte[] theirs = another(Samples.png(3, 2, 1));
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        assertFault(
                Kind.PRECONDITION_FAILED,
                "If-None-Match",
                () -> ground.uploads.requireNow(KEY, createOnly.preconditions()));
        assertFault(Kind.PRECONDITION_FAILED, "If-None-Match", () -> ground.put(KEY, Samples.png(3, 2, 2), createOnly));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(theirs);
        assertThat(ground.journal.after(0, 10)).extracting(Change::cause).containsExactly(Cause.ADOPTION);
    }

    @Test
    void create_only_spares_a_file_that_is_no_image() throws IOException {
        byte[] theirs = another(new byte[] {1, 2, 3});
        Terms createOnly = terms(Optional.empty(), Optional.of("*"));
        assertFault(Kind.CONFLICT, "no image", () -> ground.put(KEY, Samples.png(3, 2, 2), createOnly));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(theirs);
        ground.put(KEY, Samples.png(3, 2, 2));
    }

    @Test
    void a_safe_replace_is_held_against_the_file_of_now_not_against_the_catalog() throws IOException {
        String known = ground.put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        byte[] theirs = another(Samples.png(5, 4, 2));
        Terms old = terms(Optional.of(known), Optional.empty());
        assertFault(Kind.PRECONDITION_FAILED, "entity tag", () -> ground.put(KEY, Samples.png(3, 2, 3), old));
        assertFault(Kind.PRECONDITION_FAILED, "entity tag", () -> ground.uploads.delete(KEY, old.preconditions()));
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(theirs);

        byte[] newer = another(Samples.png(6, 4, 4));
        Terms served = terms(Optional.of(Digest.of(newer).etag()), Optional.empty());
        ground.uploads.requireNow(KEY, served.preconditions());
        assertThat(ground.put(KEY, Samples.png(3, 2, 3), served).outcome()).isEqualTo(Uploaded.Outcome.REPLACED);
    }

    @Test
    void a_safe_replace_of_a_file_that_is_gone_is_refused() throws IOException {
        String known = ground.put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        Files.delete(ground.folder.resolve(KEY.value()));
        assertFault(
                Kind.PRECONDITION_FAILED,
                "no such image",
                () -> ground.put(KEY, Samples.png(3, 2, 3), terms(Optional.of(known), Optional.empty())));
    }

    @Test
    void while_another_program_writes_a_condition_waits_and_an_unconditional_upload_wins() throws IOException {
        another(Samples.png(3, 2, 1));
        try (var writer = FileChannel.open(ground.folder.resolve(KEY.value()), StandardOpenOption.WRITE)) {
            assertThat(writer.isOpen()).isTrue();
            assertFault(
                    Kind.UNAVAILABLE,
                    "Another program",
                    () -> ground.put(KEY, Samples.png(3, 2, 2), terms(Optional.empty(), Optional.of("*"))));
            ground.put(KEY, Samples.png(3, 2, 3));
        }
        assertThat(ground.folder.resolve(KEY.value())).hasBinaryContent(Samples.png(3, 2, 3));
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
                        ground.put(KEY, png, createOnly);
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
    void a_delete_on_condition_spares_a_newer_version() {
        String old = ground.put(KEY, Samples.png(3, 2, 1)).entry().digest().etag();
        ground.put(KEY, Samples.png(3, 2, 2));
        assertFault(
                Kind.PRECONDITION_FAILED,
                "If-Match",
                () -> ground.uploads.delete(KEY, new WriteConditions(Optional.of(old), Optional.empty())));
        assertThat(ground.files()).hasSize(1);
    }

    @Test
    void a_date_spares_what_was_modified_after_its_second_unless_entity_tags_decide() {
        CatalogEntry entry = ground.put(KEY, Samples.png(3, 2, 1)).entry();
        Instant second = entry.modified().truncatedTo(ChronoUnit.SECONDS);
        Terms old = terms(Optional.empty(), second.minusSeconds(1));
        assertFault(Kind.PRECONDITION_FAILED, "If-Unmodified-Since", () -> ground.put(KEY, Samples.png(3, 2, 2), old));
        assertFault(
                Kind.PRECONDITION_FAILED, "If-Unmodified-Since", () -> ground.uploads.delete(KEY, old.preconditions()));
        assertThat(ground.catalog.find(KEY)).map(CatalogEntry::digest).contains(entry.digest());

        String etag = entry.digest().etag();
        ground.put(KEY, Samples.png(3, 2, 2), terms(Optional.of(etag), second.minusSeconds(1)));
        ground.put(
                KEY,
                Samples.png(3, 2, 3),
                terms(
                        Optional.empty(),
                        ground.catalog.find(KEY).orElseThrow().modified().truncatedTo(ChronoUnit.SECONDS)));
        ground.put(ImageKey.of("new.png"), Samples.png(3, 2, 4), old);
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

    /** What another program does. */
    private byte[] another(byte[] bytes) throws IOException {
        Path file = ground.folder.resolve(KEY.value());
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return bytes;
    }

    private Spool received(byte[] bytes) {
        return ground.uploads.receive(
                KEY, new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length), Grant.UNLIMITED);
    }

    private static Terms terms(Optional<String> ifMatch, Instant ifUnmodifiedSince) {
        return new Terms(
                new WriteConditions(ifMatch, Optional.empty(), Optional.of(ifUnmodifiedSince)),
                Optional.empty(),
                Grant.UNLIMITED);
    }

    private static Terms terms(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        return new Terms(new WriteConditions(ifMatch, ifNoneMatch), Optional.empty(), Grant.UNLIMITED);
    }
}
