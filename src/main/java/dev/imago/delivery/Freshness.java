package dev.imago.delivery;

import dev.imago.cache.MemoryTier;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Settling;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Looks after hot images whose file may have been changed by another program: asks the store in the background whether the
 * version in memory is still the one that lies there. While a file is being written, the old image stays.
 */
final class Freshness {
    /** More would only wait: a store that hangs answers none of them. */
    private static final int CHECKS = 64;

    private final Semaphore checks = new Semaphore(CHECKS);
    private final MemoryTier<HotSet> memory;
    private final Suspicion suspicion;
    private final Consumer<ImageKey> unchanged;
    private final Executor background;

    /** @param unchanged hears of images that are right; returns at once */
    Freshness(MemoryTier<HotSet> memory, Suspicion suspicion, Consumer<ImageKey> unchanged, Executor background) {
        this.memory = memory;
        this.suspicion = suspicion;
        this.unchanged = unchanged;
        this.background = background;
    }

    /** Starts a check of an image that was claimed for it; returns at once. While too many are under way, it is left out. */
    void check(HotImage image) {
        if (!checks.tryAcquire()) {
            image.checked();
            return;
        }
        background.execute(() -> {
            try {
                checkNow(image);
            } finally {
                image.checked();
                checks.release();
            }
        });
    }

    private void checkNow(HotImage image) {
        ImageVersion version = image.version();
        try {
            Optional<BlobStat> stat = version.store().stat(version.locator());
            if (stat.isPresent() && stat.get().validator().equals(version.validator())) {
                unchanged.accept(version.key());
                return;
            }
            boolean settled = stat.isEmpty()
                    || version.store()
                            .capability(Settling.class)
                            .map(settling -> settling.settled(version.locator()))
                            .orElse(true);
            boolean notMounted = stat.isEmpty() && suspicion.doubtful(version.store());
            if (settled && !notMounted) {
                memory.invalidate(version.key());
            }
            suspicion.raise(version.store(), version.key());
        } catch (Fault storeDown) {
            // The image in memory is the best there is until the store answers again.
            suspicion.raise(version.store(), version.key());
        }
    }
}
