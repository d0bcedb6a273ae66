package dev.imago;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.ImportOnRead;
import dev.imago.store.Store;
import dev.imago.upload.Imports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports what is read from origins that are to be left, behind the answers. What fails is tried when it is read again, but not at
 * once: readers of a hot image would try all the time. Thread-safe.
 */
final class ReadImports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadImports.class);

    /** Origins that are to be left are often old. */
    private static final int AT_ONCE = 4;

    private static final Duration TROUBLE = Duration.ofMinutes(1);

    /** What an upload would be refused for does not change by itself. */
    private static final Duration REFUSAL = Duration.ofHours(1);

    private static final int MOST_LEFT_ALONE = 50_000;

    private final Imports imports;
    private final MeterRegistry registry;
    private final Map<ImageKey, Long> leftAloneUntil = new ConcurrentHashMap<>();
    private final BehindAnswers background = new BehindAnswers(AT_ONCE);

    ReadImports(Imports imports, MeterRegistry registry) {
        this.imports = imports;
        this.registry = registry;
    }

    static boolean from(Store store) {
        return store.capability(ImportOnRead.class).isPresent();
    }

    /** Hears that an image was read there, which the catalog does not know. Returns at once. */
    void read(Store origin, ImageKey key) {
        Long until = leftAloneUntil.get(key);
        if (until == null || System.nanoTime() - until >= 0) {
            background.offer(key, () -> bring(origin, key));
        }
    }

    private void bring(Store origin, ImageKey key) {
        try {
            if (imports.bring(key, origin)) {
                count(origin, "imported");
            }
            leftAloneUntil.remove(key);
        } catch (Imports.Refused refused) {
            count(origin, "refused");
            leaveAlone(key, REFUSAL);
            LOG.info("{} stays at {}: {}", key, origin.name(), refused.getMessage());
        } catch (Fault trouble) {
            count(origin, "failed");
            leaveAlone(key, TROUBLE);
            LOG.info("{} stays at {} for now: {}", key, origin.name(), trouble.message());
        } catch (RuntimeException e) {
            count(origin, "failed");
            leaveAlone(key, TROUBLE);
            LOG.error("{} cannot be imported by a mistake of this program", key, e);
        }
    }

    private void leaveAlone(ImageKey key, Duration time) {
        if (leftAloneUntil.size() >= MOST_LEFT_ALONE) {
            leftAloneUntil.clear();
        }
        leftAloneUntil.put(key, System.nanoTime() + time.toNanos());
    }

    private void count(Store origin, String outcome) {
        Counter.builder("imago.imports")
                .description("Images that were read from an origin that is to be left, by what became of them")
                .tag("store", origin.name())
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    @Override
    public void close() {
        background.close();
    }
}
