package dev.imago.upload;

import static dev.imago.upload.Ground.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.Fault.Kind;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Quotas by prefix, alone and against a crowd. */
final class UploadQuotasTest extends OnGround {
    @Override
    Quota[] quotas() {
        return new Quota[] {new Quota("small/", 3000, Long.MAX_VALUE), new Quota("few/", Long.MAX_VALUE, 2)};
    }

    @Test
    void a_quota_refuses_what_does_not_fit_and_counts_a_replacement_once() {
        byte[] png = Samples.png(20, 20, 1);
        int fits = 3000 / png.length;
        for (int i = 0; i < fits; i++) {
            ground.put(ImageKey.of("small/" + i + ".png"), png);
        }
        assertFault(Kind.NO_SPACE, "small/", () -> ground.put(ImageKey.of("small/more.png"), png));
        ground.put(ImageKey.of("small/0.png"), Samples.png(20, 20, 2));
        ground.put(ImageKey.of("elsewhere/more.png"), png);
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
                        ground.put(key, Samples.png(5, 5));
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
                                ground.put(key, Samples.png(3 + random.nextInt(20), 20, round));
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
        ground.put(ImageKey.of("small/0.png"), png);
        Optional<CatalogEntry> old = ground.catalog.find(ImageKey.of("small/0.png"));
        var quotas = new Quotas(ground.catalog, List.of(new Quota("small/", png.length + 10, Long.MAX_VALUE)));
        try (var smaller = quotas.reserve(ImageKey.of("small/0.png"), 1, old)) {
            assertFault(
                    Kind.NO_SPACE, "small/", () -> quotas.reserve(ImageKey.of("small/1.png"), 100, Optional.empty()));
        }
    }
}
