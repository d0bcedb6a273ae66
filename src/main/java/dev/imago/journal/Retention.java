package dev.imago.journal;

import dev.imago.image.Fault;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trims the journal now and then, and forgets followers that are gone. On several nodes each does; the second finds nothing left to do. */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Journal journal;
    private final Duration keep;
    private final Departed departed;
    private final Thread thread;

    /** @param departed says how long entries stay at least (a positive time), and which followers to wait for */
    public Retention(Journal journal, Departed departed) {
        this.journal = journal;
        this.keep = departed.keep();
        this.departed = departed;
        this.thread = Thread.ofVirtual().name("journal-retention").start(this::run);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        Duration tenth = keep.dividedBy(10);
        Duration pause = tenth.compareTo(SHORTEST_PAUSE) < 0
                ? SHORTEST_PAUSE
                : tenth.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : tenth;
        try {
            while (true) {
                Thread.sleep(pause);
                trim();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trim() {
        try {
            departed.forget(journal, Instant.now());
            long removed = journal.trim(Instant.now().minus(keep));
            if (removed > 0) {
                LOG.info("Trimmed {} entries of the journal.", removed);
            }
        } catch (Fault e) {
            LOG.debug("The journal could not be trimmed now: {}", e.message());
        }
    }
}
