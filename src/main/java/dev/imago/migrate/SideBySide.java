package dev.imago.migrate;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something to many images, some at a time. */
final class SideBySide {
    private static final Logger LOG = LoggerFactory.getLogger(SideBySide.class);

    private SideBySide() {}

    /** Returns when all are done, with those that failed, and why. */
    static Map<ImageKey, Fault> each(Collection<ImageKey> keys, int atOnce, Consumer<ImageKey> work)
            throws InterruptedException {
        Map<ImageKey, Fault> failed = new ConcurrentHashMap<>();
        var places = new Semaphore(atOnce);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ImageKey key : keys) {
                places.acquire();
                threads.execute(() -> {
                    try {
                        work.accept(key);
                    } catch (Fault fault) {
                        failed.put(key, fault);
                    } catch (RuntimeException e) {
                        LOG.error("{} cannot be migrated by a mistake of this program", key, e);
                        failed.put(key, new Fault(Fault.Kind.INTERNAL, "A defect; the log says more.", e));
                    } finally {
                        places.release();
                    }
                });
            }
        }
        return failed;
    }
}
