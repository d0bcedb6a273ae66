package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Origins that are killed, say nothing, break off, lie or never end. */
final class BrokenOriginsTest extends OriginGround {
    @Test
    void an_origin_that_is_killed_breaks_the_image_off_and_is_asked_again_when_it_is_back() throws IOException {
        Locator large = new Locator("large.jpg");
        try (Store store = store("slow/")) {
            try (Blob blob = store.open(large, ByteRange.ALL).orElseThrow()) {
                ByteBuffer buffer = ByteBuffer.allocate(1000);
                assertThat(blob.read(buffer)).isPositive();
                server.kill();
                assertFails(Fault.Kind.UNAVAILABLE, () -> drain(blob));
                assertFails(Fault.Kind.UNAVAILABLE, () -> blob.again(ByteRange.ALL));
                assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(large));
                server.revive();
                try (Blob rest = blob.again(new ByteRange(LARGE.length - 1000L, ByteRange.TO_END))) {
                    assertThat(drain(rest)).isEqualTo(Arrays.copyOfRange(LARGE, LARGE.length - 1000, LARGE.length));
                }
            }
        }
    }

    @Test
    void an_origin_that_says_nothing_or_cannot_be_reached_fails_in_time() throws IOException {
        try (SilentServer silent = new SilentServer();
                Store store = impatient(silent.url())) {
            assertFails(Fault.Kind.TIMEOUT, () -> store.stat(IMAGE));
            assertFails(Fault.Kind.TIMEOUT, () -> store.open(IMAGE, ByteRange.ALL));
        }
        String closed;
        try (SilentServer silent = new SilentServer()) {
            closed = silent.url();
        }
        try (Store store = impatient(closed)) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
        }
    }

    private static Store impatient(String url) {
        return new HttpStore("legacy", Origins.at(url, origin -> origin.timeout = Duration.ofMillis(300)));
    }

    @Test
    void an_image_that_may_have_been_cut_off_is_no_image() throws IOException {
        String untold = "HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\nbegin";
        try (SilentServer cutting = new SilentServer(untold, true);
                Store store = new HttpStore("legacy", Origins.at(cutting.url()))) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
        }
        String shorter = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 10\r\n\r\nbegin";
        try (SilentServer cutting = new SilentServer(shorter, true);
                Store store = new HttpStore("legacy", Origins.at(cutting.url()))) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.open(IMAGE, ByteRange.ALL));
        }
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n";
        try (SilentServer cutting = new SilentServer(chunked, true);
                Store store = new HttpStore("legacy", Origins.at(cutting.url()))) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.open(IMAGE, ByteRange.ALL));
        }
    }

    /** Chunks follow chunks; the origin never says how long the image is. */
    @Test
    void an_image_without_end_is_given_up_before_it_fills_the_memory() throws IOException {
        try (EndlessServer endless = new EndlessServer();
                Store store = new HttpStore("legacy", Origins.at(endless.url()))) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
            assertThat(endless.sent()).isLessThan(40 << 20);
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.stat(IMAGE));
        }
    }

    @Test
    void another_part_than_was_asked_for_is_refused() throws IOException {
        String part = "HTTP/1.1 206 Partial Content\r\nETag: \"1\"\r\nContent-Range: bytes 0-4/10\r\n"
                + "Content-Length: 5\r\n\r\nbegin";
        try (SilentServer wrong = new SilentServer(part, true);
                Store store = new HttpStore("legacy", Origins.at(wrong.url()))) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, new ByteRange(5, 5)));
        }
    }
}
