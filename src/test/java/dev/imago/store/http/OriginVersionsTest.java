package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a store tells versions of an image of a real nginx apart, which says more or less of them. */
final class OriginVersionsTest extends OriginGround {
    @Test
    void a_large_image_is_read_in_parts_of_the_same_version_until_it_is_replaced() throws IOException {
        server.put("replaced.jpg", LARGE);
        Locator locator = new Locator("replaced.jpg");
        for (String habit : new String[] {"", "timed/", "whole/"}) {
            server.put("replaced.jpg", LARGE);
            try (Store store = store(habit);
                    Blob blob = store.open(locator, ByteRange.ALL).orElseThrow()) {
                try (Blob part = blob.again(new ByteRange(1_000_000, 500))) {
                    assertThat(drain(part)).isEqualTo(Arrays.copyOfRange(LARGE, 1_000_000, 1_000_500));
                    assertThat(part.stat()).isEqualTo(blob.stat());
                }
                server.put("replaced.jpg", bytes(LARGE.length));
                assertFails(Fault.Kind.CHANGED, () -> blob.again(new ByteRange(1_000_000, 500)));
                awaitRequest("GET /" + habit + "replaced.jpg ", "range=bytes=1000000-1000499 412");
                server.remove("replaced.jpg");
                assertFails(Fault.Kind.CHANGED, () -> blob.again(ByteRange.ALL));
            }
        }
    }

    @Test
    void an_image_that_is_replaced_while_it_comes_is_the_old_one_to_its_end() throws IOException {
        Locator locator = new Locator("coming.jpg");
        server.put("coming.jpg", LARGE);
        try (Store store = store("");
                Blob blob = store.open(locator, ByteRange.ALL).orElseThrow()) {
            byte[] first = new byte[100_000];
            ByteBuffer buffer = ByteBuffer.wrap(first);
            while (buffer.hasRemaining()) {
                blob.read(buffer);
            }
            BlobStat old = blob.stat();
            server.put("coming.jpg", BYTES);
            assertThat(drain(blob)).isEqualTo(Arrays.copyOfRange(LARGE, first.length, LARGE.length));
            assertThat(store.stat(locator)).isPresent().isNotEqualTo(Optional.of(old));
        }
    }

    /** nginx makes its strong tags of seconds and sizes. */
    @Test
    void two_versions_of_one_second_and_size_are_told_apart_by_the_next_look() throws Exception {
        Locator locator = new Locator("twice.jpg");
        try (Store store = store("")) {
            BlobStat first;
            Instant second;
            do {
                second = Instant.now();
                server.put("twice.jpg", BYTES, second);
                first = store.stat(locator).orElseThrow();
            } while (Instant.now().getEpochSecond() != second.getEpochSecond());
            Optional<Blob> opened = store.open(locator, ByteRange.ALL);
            server.put("twice.jpg", bytes(BYTES.length), second);
            long until = second.getEpochSecond() + 2;
            while (Instant.now().getEpochSecond() < until) {
                Thread.onSpinWait();
            }
            assertThat(store.stat(locator).orElseThrow().validator()).isNotEqualTo(first.validator());
            assertThat(drain(opened.orElseThrow())).isEqualTo(BYTES);
        }
    }
}
