package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cache.MemoryTier;
import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import dev.imago.store.memory.MemoryStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Images in memory: how often their store is asked, and what is kept ready for their answers. */
final class HotImageTest {
    private static final long INTERVAL = 1_000;

    private final MemoryStore store = new MemoryStore("memory");

    private HotImage image(String key) {
        var version = new ImageVersion(
                ImageKey.of(key), store, new Locator(key), "v", Digest.of(new byte[0]), 0, Format.PNG, Instant.EPOCH);
        return new HotImage(version, ByteBuffer.allocateDirect(0), 0);
    }

    @Test
    void an_image_is_checked_again_only_when_the_last_check_is_over() {
        HotImage image = image("a.png");
        assertThat(image.claimCheck(INTERVAL - 1, INTERVAL)).isFalse();
        assertThat(image.claimCheck(INTERVAL, INTERVAL)).isTrue();
        assertThat(image.claimCheck(9 * INTERVAL, INTERVAL)).isFalse();
        image.checked();
        assertThat(image.claimCheck(9 * INTERVAL, INTERVAL)).isTrue();
    }

    @Test
    void checks_that_do_not_end_do_not_pile_up_and_those_left_out_are_made_later() {
        List<Runnable> begun = new ArrayList<>();
        var freshness =
                new Freshness(new MemoryTier<HotSet>(1 << 20, HotSet::weight), (at, key) -> {}, key -> {}, begun::add);
        List<HotImage> images = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            HotImage image = image(i + ".png");
            images.add(image);
            assertThat(image.claimCheck(INTERVAL, INTERVAL)).isTrue();
            freshness.check(image);
        }
        assertThat(begun).hasSizeLessThanOrEqualTo(64);
        List.copyOf(begun).forEach(Runnable::run);
        HotImage leftOut = images.getLast();
        assertThat(leftOut.claimCheck(2 * INTERVAL, INTERVAL)).isTrue();
        int before = begun.size();
        freshness.check(leftOut);
        assertThat(begun).hasSize(before + 1);
    }

    @Test
    void the_headers_for_each_of_a_few_sites_are_made_once() {
        HotImage image = image("a.png");
        Site one = Sites.of(store, Optional.empty());
        Site other = Sites.of(store, Optional.of(ImageKey.of("placeholder.png")));
        HeaderBlock first = image.full(one);
        HeaderBlock second = image.full(other);
        assertThat(image.full(one)).isSameAs(first);
        assertThat(image.full(other)).isSameAs(second);
    }
}
