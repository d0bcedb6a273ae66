package dev.imago.http.api.images;

import dev.imago.http.api.Access;
import dev.imago.http.api.Access.Right;
import dev.imago.http.api.Call;
import dev.imago.http.api.Json;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Digest;
import dev.imago.journal.Change;
import dev.imago.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /v1/changes?after=&limit=&wait=}: the journal behind a number, oldest first, a JSON line each. With {@code wait} the
 * answer is held back until there is an entry, or the time is over; then it is empty. 410 when entries behind the number were
 * trimmed already: list all images, and go on from there.
 */
final class Changes {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration SLICE = Duration.ofSeconds(1);
    private static final int DEFAULT_LIMIT = 1000;
    private static final int MAX_LIMIT = 10_000;

    private final Journal journal;
    private final Access access;

    Changes(Journal journal, Access access) {
        this.journal = journal;
        this.access = access;
    }

    /** One line. */
    record Line(
            long sequence,
            String kind,
            String key,
            Optional<String> digest,
            Optional<String> previous,
            long size,
            Instant at,
            String cause,
            String node) {
        static Line of(Change change) {
            return new Line(
                    change.sequence(),
                    lower(change.kind()),
                    change.key().value(),
                    change.digest().map(Digest::hex),
                    change.previous().map(Digest::hex),
                    change.size(),
                    change.at(),
                    lower(change.cause()),
                    change.node());
        }

        private static String lower(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    Reply list(Call call) {
        access.require(call, Right.READ, "");
        long after = Parameters.number(call, "after", 0, Long.MAX_VALUE, 0);
        int limit = (int) Parameters.number(call, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        Duration wait = Parameters.duration(call, "wait", LONGEST_WAIT);
        await(call, after, wait);
        List<Change> changes = journal.after(after, limit);
        return Reply.lines(sink -> {
                    for (Change change : changes) {
                        sink.write(Json.line(Line.of(change)));
                    }
                })
                .with("Cache-Control", "no-store");
    }

    /** In slices, so that nobody waits for a client that is gone. */
    private void await(Call call, long after, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        for (long left = wait.toNanos(); left > 0 && !call.clientGone(); left = deadline - System.nanoTime()) {
            Duration slice = SLICE.toNanos() < left ? SLICE : Duration.ofNanos(left);
            if (journal.await(after, slice)) {
                return;
            }
        }
    }
}
