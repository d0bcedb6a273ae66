package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.adopt.Adopter.Outcome;
import dev.imago.adopt.Adopter.Removals;
import dev.imago.image.ImageKey;
import dev.imago.upload.Ground;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Keys that wait to be looked at: none is forgotten. */
final class AdoptionQueueTest {
    private static final ImageKey KEY = ImageKey.of("a.png");

    private final AtomicInteger looks = new AtomicInteger();
    private final Map<Removals, CountDownLatch> going =
            Map.of(Removals.HELD_BACK, new CountDownLatch(1), Removals.BELIEVED, new CountDownLatch(1));

    @Test
    void a_key_that_is_suspected_and_told_of_while_the_catalog_is_down_is_looked_at_once_it_is_back() {
        AdoptionQueue queue = new AdoptionQueue(this::firstTwoFindTheCatalogDown, new NoLeftovers());
        queue.raise(KEY, Removals.HELD_BACK);
        Ground.await(() -> looks.get() == 1);
        queue.raise(KEY, Removals.BELIEVED);
        Ground.await(() -> looks.get() == 2);

        going.get(Removals.HELD_BACK).countDown();
        Ground.await(() -> queue.size() == 1);
        going.get(Removals.BELIEVED).countDown();
        Ground.await(() -> queue.size() == 0);
        assertThat(looks.get()).isGreaterThanOrEqualTo(3);
        queue.stop();
    }

    private List<Outcome> firstTwoFindTheCatalogDown(List<ImageKey> keys, Removals removals) {
        assertThat(keys).containsExactly(KEY);
        if (looks.incrementAndGet() > 2) {
            return List.of(Outcome.UNCHANGED);
        }
        try {
            going.get(removals).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return List.of(Outcome.DOWN);
    }

    private static final class NoLeftovers implements Scanner.Leftovers {
        @Override
        public void later(ImageKey key, Removals removals) {
            throw new AssertionError();
        }

        @Override
        public void everything() {
            throw new AssertionError();
        }

        @Override
        public void doubt() {
            throw new AssertionError();
        }
    }
}
