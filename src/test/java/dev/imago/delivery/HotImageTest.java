package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.cache.MemoryTier;
import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.os.Pages;
import dev.imago.store.Locator;
import dev.imago.store.memory.MemoryStore;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
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

    /** With a heap buffer of this many bytes. */
    private HotImage large(int bytes) {
        byte[] random = new byte[bytes];
        new Random(bytes).nextBytes(random);
        return new HotImage(image("a.png").version(), ByteBuffer.wrap(random), 0);
    }

    private static int usesUntilDue(HotImage image) {
        int uses = 1;
        while (!image.dueForPages() && uses < 5_000) {
            uses++;
        }
        return uses;
    }

    @Test
    void an_image_of_which_much_is_asked_is_moved_to_pages_once_and_is_the_same() {
        HotImage image = large(100_000);
        ByteBuffer before = image.bytes();
        assertThat(usesUntilDue(image)).isEqualTo(8);
        image.moveToPages(new NativeMemory(1 << 20));
        assertThat(image.bytes()).isEqualTo(before).isNotSameAs(before);
        assertThat(image.bytes().isReadOnly()).isTrue();
        assertThat(image.body().pages()).isPresent();
        assertThat(image.body().bytes()).isSameAs(image.bytes());
        assertThat(image.weight()).isEqualTo(101_024);
        assertThat(usesUntilDue(image)).isEqualTo(5_000);
    }

    @Test
    void small_images_are_not_moved() {
        assertThat(usesUntilDue(large(Pages.WORTHWHILE - 1))).isEqualTo(5_000);
        assertThat(usesUntilDue(large(Pages.WORTHWHILE))).isEqualTo(8);
    }

    @Test
    void a_move_for_which_there_is_no_room_is_tried_again_much_later() {
        HotImage image = large(100_000);
        NativeMemory memory = new NativeMemory(120_000);
        assertThat(usesUntilDue(image)).isEqualTo(8);
        image.moveToPages(memory);
        assertThat(image.body().pages()).isEmpty();
        assertThat(memory.inUse()).isZero();
        assertThat(usesUntilDue(image)).isEqualTo(1_024);
    }

    @Test
    void pages_count_against_the_budget_until_nobody_holds_them() {
        NativeMemory memory = new NativeMemory(1 << 20);
        Optional<ByteBuffer> part = memory.pages(ByteBuffer.allocate(100_000))
                .map(body -> body.bytes().slice(5, 9));
        assertThat(part).isPresent();
        System.gc();
        assertThat(memory.inUse()).isEqualTo(100_000);
        Reference.reachabilityFence(part);
        part = Optional.empty();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (memory.inUse() > 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(part).isEmpty();
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
