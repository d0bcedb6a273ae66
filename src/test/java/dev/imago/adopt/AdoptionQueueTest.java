package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.adopt.Adopter.Outcome;
import dev.imago.adopt.Adopter.Removals;
import dev.imago.image.ImageKey;
import dev.imago.upload.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Keys that wait to be looked at: none is forgotten. */
final class AdoptionQueueTest {
    private static final ImageKey KEY = ImageKey.of("a.png");

    private final AtomicInteger looks = new AtomicInteger();
    private final List<Removals> seen = new CopyOnWriteArrayList<>();
    private final Map<Removals, CountDownLatch> going =
            Map.of(Removals.HELD_BACK, new CountDownLatch(1), Removals.BELIEVED, new CountDownLatch(1));

    @Test
    void a_key_that_is_suspected_and_told_of_while_the_catalog_is_down_is_looked_at_once_it_is_back() {
        AdoptionQueue queue = new AdoptionQueue(this::firstTwoFindTheCatalogDown, new NoLeftovers());
        queue.suspect(KEY);
        Ground.await(() -> looks.get() == 1);
        queue.removed(KEY);
        Ground.await(() -> looks.get() == 2);
        bringTheCatalogBack(queue);
        assertThat(seen.subList(2, seen.size())).containsOnly(Removals.BELIEVED);
        queue.stop();
    }

    @Test
    void the_last_that_is_told_of_a_key_before_the_look_counts() {
        var looked = new ConcurrentHashMap<ImageKey, Removals>();
        var start = new CountDownLatch(1);
        AdoptionQueue queue = new AdoptionQueue(
                (keys, removals) -> {
                    looks.incrementAndGet();
                    await(start);
                    keys.forEach(key -> looked.put(key, removals));
                    return keys.stream().map(_ -> Outcome.UNCHANGED).toList();
                },
                new NoLeftovers());
        for (int busy = 1; busy <= 4; busy++) { // all who look
            queue.touched(ImageKey.of(busy + ".png"));
            int looking = busy;
            Ground.await(() -> looks.get() == looking);
        }
        ImageKey back = ImageKey.of("back.png");
        ImageKey gone = ImageKey.of("gone.png");
        ImageKey suspected = ImageKey.of("suspected.png");
        queue.removed(back);
        queue.touched(back);
        queue.touched(gone);
        queue.removed(gone);
        queue.removed(suspected);
        queue.suspect(suspected);
        start.countDown();
        Ground.await(() -> looked.size() == 7);
        assertThat(looked)
                .containsEntry(back, Removals.HELD_BACK)
                .containsEntry(gone, Removals.BELIEVED)
                .containsEntry(suspected, Removals.BELIEVED);
        queue.stop();
    }

    @Test
    void a_look_that_ends_late_does_not_bring_back_what_was_told_before() {
        AdoptionQueue queue = new AdoptionQueue(this::firstTwoFindTheCatalogDown, new NoLeftovers());
        queue.removed(KEY);
        Ground.await(() -> looks.get() == 1);
        queue.touched(KEY);
        Ground.await(() -> looks.get() == 2);
        bringTheCatalogBack(queue);
        assertThat(seen.subList(2, seen.size())).containsOnly(Removals.HELD_BACK);
        queue.stop();
    }

    /** An upload gives its file the name first, and is in the catalog then: a look in between would digest it a second time. */
    @Test
    void a_key_that_the_system_tells_of_is_left_alone_until_an_upload_of_this_server_is_in_the_catalog() {
        var looked = new AtomicLong();
        AdoptionQueue queue = new AdoptionQueue(
                (keys, _) -> {
                    looked.set(System.nanoTime());
                    looks.incrementAndGet();
                    return keys.stream().map(_ -> Outcome.UNCHANGED).toList();
                },
                new NoLeftovers());
        long told = System.nanoTime();
        queue.touched(KEY);
        queue.removed(KEY);
        Ground.await(() -> looks.get() == 1);
        assertThat(Duration.ofNanos(looked.get() - told)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        queue.stop();
    }

    private void bringTheCatalogBack(AdoptionQueue queue) {
        going.get(Removals.HELD_BACK).countDown();
        Ground.await(() -> queue.size() == 1);
        going.get(Removals.BELIEVED).countDown();
        Ground.await(() -> queue.size() == 0);
        Ground.await(() -> looks.get() > 2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Outcome> firstTwoFindTheCatalogDown(List<ImageKey> keys, Removals removals) {
        assertThat(keys).containsExactly(KEY);
        seen.add(removals);
        if (looks.incrementAndGet() > 2) {
            return List.of(Outcome.UNCHANGED);
        }
        await(going.get(removals));
        return List.of(Outcome.DOWN);
    }

    private static final class NoLeftovers implements Scanner.Leftovers {
        @Override
        public void later(ImageKey key) {
            throw new AssertionError();
        }

        @Override
        public void everything() {
            throw new AssertionError();
        }

        @Override
        public void missing(ImageKey key) {
            throw new AssertionError();
        }

        @Override
        public void doubt() {
            throw new AssertionError();
        }
    }
}
