package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MeteredStoreTest extends WrapperGround {
    @Test
    void every_call_is_told_and_how_it_ended() {
        List<String> heard = new ArrayList<>();
        Store metered = new MeteredStore(memory, (store, operation, outcome, took, bytes) -> {
            assertThat(took).isPositive();
            heard.add(store + " " + operation + " " + outcome + " " + bytes);
        });
        Locator locator = metered.put(KEY, content(bytes(5))).locator();
        metered.stat(ABSENT);
        try (Blob blob = metered.open(locator, ByteRange.ALL).orElseThrow()) {
            blob.read(ByteBuffer.allocate(100));
        }
        metered.delete(locator);
        metered.delete(locator);
        assertFails(Fault.Kind.INVALID, () -> metered.put(ImageKey.of(".hidden"), content(bytes(5))));
        assertThat(heard)
                .containsExactly(
                        "memory PUT DONE 5",
                        "memory STAT ABSENT 0",
                        "memory OPEN DONE 0",
                        "memory READ DONE 5",
                        "memory DELETE DONE 0",
                        "memory DELETE ABSENT 0",
                        "memory PUT FAILED 0");
    }
}
