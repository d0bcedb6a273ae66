package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The head of a request on a connection that answers from memory. */
final class PlainHeadFuzz {
    @FuzzTest
    void what_is_read_is_one_request_to_a_strict_reader_too(byte[] bytes) {
        PlainHead.read(bytes, 0).ifPresent(head -> {
            byte[] whole = Arrays.copyOf(bytes, head.end());
            String text = new String(whole, StandardCharsets.ISO_8859_1);
            assertThat(StrictRequests.in(whole)).containsExactly(head.path());
            assertThat(text).startsWith(head.method() + " " + head.path()).endsWith("\r\n\r\n");
            assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
            assertThat(head.header("Host")).contains(head.authority());
            for (String framing : new String[] {"Content-Length", "Transfer-Encoding", "Upgrade", "Expect"}) {
                assertThat(head.header(framing)).isEmpty();
            }
        });
    }
}
