package dev.imago.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.ConditionalPut;
import dev.imago.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Puts that happen only over what is expected, as the service itself decides. */
@Tag("slow")
final class S3ConditionalPutTest extends S3Ground {
    private static final ImageKey KEY = ImageKey.of("contended/k.jpg");
    private static final int WRITERS = 8;

    @Test
    void of_writers_who_expect_nothing_or_the_same_version_one_wins() throws Exception {
        try (S3Store store = CEPH.store(CEPH.bucket())) {
            ConditionalPut puts = store.capability(ConditionalPut.class).orElseThrow();
            Optional<String> expected = Optional.empty();
            for (int round = 0; round < 5; round++) {
                List<Stored> winners = race(puts, expected, round);
                assertThat(winners).as("round %d", round).hasSize(1);
                expected = Optional.of(winners.getFirst().stat().validator());
                assertThat(store.stat(winners.getFirst().locator()).map(BlobStat::validator))
                        .isEqualTo(expected);
            }
        }
    }

    private List<Stored> race(ConditionalPut puts, Optional<String> expected, int round) throws Exception {
        List<Stored> winners = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CountDownLatch(1);
            List<Future<Stored>> attempts = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                byte[] bytes = random(50_000, round * WRITERS + i);
                attempts.add(threads.submit(() -> {
                    start.await();
                    return withContent(bytes, content -> puts.putOver(expected, KEY, content));
                }));
            }
            start.countDown();
            for (Future<Stored> attempt : attempts) {
                try {
                    winners.add(attempt.get());
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    Fault.class,
                                    fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.PRECONDITION_FAILED));
                }
            }
        }
        return winners;
    }

    @Test
    void a_put_over_another_version_changes_nothing_and_the_probe_shows_in_no_listing() {
        String bucket = CEPH.bucket();
        try (S3Store store = CEPH.store(bucket)) {
            ConditionalPut puts = store.capability(ConditionalPut.class).orElseThrow();
            Stored old = put(store, KEY.value(), random(100, 1));
            put(store, KEY.value(), random(100, 2));

            for (Optional<String> expected :
                    List.of(Optional.<String>empty(), Optional.of(old.stat().validator()))) {
                assertFault(
                        () -> withContent(random(100, 3), content -> puts.putOver(expected, KEY, content)),
                        Fault.Kind.PRECONDITION_FAILED,
                        "another");
            }
            assertThat(read(store, KEY.value())).isEqualTo(random(100, 2));
        }
        assertThat(CEPH.client()
                        .listObjectsV2(request -> request.bucket(bucket))
                        .contents())
                .as("what the probe wrote is gone")
                .hasSize(1);
    }
}
