package dev.imago.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store must do for readers, also one that can only be read: its subclass puts images there in another way. */
public abstract class ReadingContract extends StoreGround {
    /** The capabilities that this store must declare, so that no test is left out by mistake. */
    protected abstract Set<Class<?>> capabilities();

    // --- names
    // ---------------------------------------------------------------------------------------------------------

    static Stream<String> hostileNames() {
        String nfc = Normalizer.normalize("für/Ärger é.jpg", Normalizer.Form.NFC);
        return Stream.of(
                nfc,
                Normalizer.normalize(nfc, Normalizer.Form.NFD),
                "a b/  two spaces .jpg",
                "a+b.jpg",
                "100%/%2e%2e/%00.jpg",
                "sale! $5 & more's;(1)[2]{3}*?<>|\"~`^,=@#:.jpg",
                "-rf",
                "~",
                "CON.jpg",
                "trailing. /name.",
                "upload/照片/图 1.jpg",
                "\uD83D\uDE00/\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67.png",
                "\u202Egpj.exe",
                "a..b/...c".replace("/...", "/x..."),
                "UPPER/lower.JPG",
                "x".repeat(255),
                "é".repeat(127) + "x",
                ("y".repeat(204) + "/").repeat(4) + "z".repeat(204),
                ("d/".repeat(510) + "leaf"));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void keepsAnImageUnderEveryNameThatIsAKey(String name) {
        ImageKey key = ImageKey.of(name);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Stored stored = put(key, bytes);
        assertThat(read(stored.locator())).contains(bytes);
        assertThere(stored);
        store.capability(PathAddressed.class).ifPresent(addressed -> {
            assertThat(addressed.locate(key)).contains(stored.locator());
            assertThat(addressed.keyOf(stored.locator())).isEqualTo(key);
        });
        store.capability(Listing.class)
                .ifPresent(listing -> assertThat(keysOf(listing, "")).containsExactly(key));
        remove(stored.locator());
        assertThat(store.stat(stored.locator())).isEmpty();
    }

    @Test
    void keepsNamesApartThatOnlyLookAlike() {
        String composed = Normalizer.normalize("é.jpg", Normalizer.Form.NFC);
        String decomposed = Normalizer.normalize("é.jpg", Normalizer.Form.NFD);
        Map<String, Locator> locators = new HashMap<>();
        for (String name : List.of(composed, decomposed, "a b", "a+b", "a%20b", "A b")) {
            locators.put(name, put(ImageKey.of(name), bytes(name)).locator());
        }
        locators.forEach((name, locator) -> assertThat(read(locator)).contains(bytes(name)));
    }

    @Test
    void finds_nothing_at_locators_that_it_never_gave() {
        assumePathAddressed();
        put(ImageKey.of("a/b.jpg"), bytes("x"));
        for (String odd : List.of(
                "/",
                "..",
                "../a",
                "a/../a/b.jpg",
                "/a/b.jpg",
                "a//b.jpg",
                "a/b.jpg/",
                "a/./b.jpg",
                "a",
                "a/",
                "a/b.jpg/c",
                "a/b.jpg\0",
                "x".repeat(256),
                "y/".repeat(3000) + "z")) {
            assertThat(store.stat(new Locator(odd))).as(odd).isEmpty();
            assertThat(store.open(new Locator(odd), ByteRange.ALL)).as(odd).isEmpty();
            if (store.capability(ReadOnly.class).isEmpty()) {
                assertThat(store.delete(new Locator(odd))).as(odd).isFalse();
            }
        }
        assertThat(read(new Locator("a/b.jpg"))).contains(bytes("x"));
    }

    // --- bytes
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void keepsAnImageWithoutBytes() {
        if (store.capability(NeverEmpty.class).isPresent()) {
            assertThatThrownBy(() -> put(ImageKey.of("empty.jpg"), new byte[0]))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
            return;
        }
        Stored stored = put(ImageKey.of("empty.jpg"), new byte[0]);
        assertThat(stored.stat().size()).isZero();
        assertThat(read(stored.locator())).contains(new byte[0]);
    }

    @Test
    void readsEveryRange() {
        byte[] bytes = random(100_000);
        Locator locator = put(ImageKey.of("r.jpg"), bytes).locator();
        long[][] ranges = {
            {0, 1},
            {0, 100_000},
            {99_999, 1},
            {99_999, 500},
            {100_000, 1},
            {200_000, ByteRange.TO_END},
            {5, 0},
            {40_000, 30_000},
            {1, ByteRange.TO_END},
            {Long.MAX_VALUE, ByteRange.TO_END}
        };
        for (long[] range : ranges) {
            int from = (int) Math.min(range[0], bytes.length);
            int to = (int) Math.min(bytes.length, from + Math.min(range[1], bytes.length));
            try (Blob blob =
                    store.open(locator, new ByteRange(range[0], range[1])).orElseThrow()) {
                assertThat(blob.stat().size()).isEqualTo(bytes.length);
                assertThat(drain(blob, 7_001)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
                assertThat(blob.read(ByteBuffer.allocate(10))).isEqualTo(-1);
            }
        }
    }

    @Test
    void readsIntoAnyBuffer() {
        byte[] bytes = random(300_000);
        Locator locator = put(ImageKey.of("b.jpg"), bytes).locator();
        for (boolean direct : new boolean[] {true, false}) {
            try (Blob blob = store.open(locator, ByteRange.ALL).orElseThrow()) {
                ByteBuffer whole = direct ? ByteBuffer.allocateDirect(400_000) : ByteBuffer.allocate(400_000);
                ByteBuffer target = whole.position(3).slice();
                while (blob.read(target) >= 0) {}
                byte[] seen = new byte[target.position()];
                target.flip().get(seen);
                assertThat(seen).isEqualTo(bytes);
            }
        }
    }

    @Test
    void goesOnReadingTheOldVersionWhenItIsReplacedOrRemoved() {
        byte[] old = random(200_000);
        Locator locator = put(ImageKey.of("old.jpg"), old).locator();
        try (Blob first = store.open(locator, ByteRange.ALL).orElseThrow()) {
            ByteBuffer head = ByteBuffer.allocate(1000);
            while (head.hasRemaining()) {
                first.read(head);
            }
            remove(locator);
            put(ImageKey.of("old.jpg"), random(200_000));
            byte[] rest;
            try {
                rest = drain(first, 10_000);
            } catch (Fault fault) {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.CHANGED);
                return;
            }
            assertThat(rest).isEqualTo(Arrays.copyOfRange(old, 1000, old.length));
        }
    }

    @Test
    void reading_leaks_no_file_descriptors() throws IOException {
        Stored stored = put(ImageKey.of("fd/a.jpg"), random(5000));
        Locator locator = stored.locator();
        String validator = stored.stat().validator();
        long before = openFiles();
        for (int i = 0; i < 300; i++) {
            store.stat(locator);
            read(locator);
            store.open(locator, new ByteRange(10, 10)).orElseThrow().close();
            store.open(new Locator("fd/absent.jpg"), ByteRange.ALL);
            store.capability(ReadingAtOnce.class)
                    .ifPresent(reading -> reading.read(locator, validator, ByteBuffer.allocateDirect(5000)));
            store.capability(Settling.class).ifPresent(settling -> settling.settled(locator));
            store.capability(Listing.class).ifPresent(listing -> listing.list("", listed -> false));
        }
        assertThat(openFiles()).isLessThan(before + 20);
    }

    @Test
    void declaresWhatItCan() {
        for (Class<?> type : capabilities()) {
            assertThat(store.capability(type)).as(type.getSimpleName()).isPresent();
        }
        assertThat(store.capability(Runnable.class)).isEmpty();
        assertThat(store.name()).matches("[a-z][a-z0-9-]*");
    }
}
