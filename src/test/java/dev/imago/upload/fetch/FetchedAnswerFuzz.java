package dev.imago.upload.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalLong;

/** What the other server answers to a fetch. */
final class FetchedAnswerFuzz {
    @FuzzTest
    void an_answer_is_taken_whole_or_refused_and_has_the_length_that_it_says(byte[] bytes) {
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(bytes);
            Head head = Head.read(in);
            assertThat(head.status()).isBetween(200, 599);
            OptionalLong length = MessageBody.length(head);
            byte[] body = MessageBody.of(head, in).readAllBytes();
            assertThat(body.length).isLessThan(bytes.length);
            if (length.isPresent() && head.field("transfer-encoding").isEmpty()) {
                assertThat((long) body.length).isEqualTo(length.getAsLong());
            }
        } catch (IOException documented) {
            assertThat(documented.getMessage()).isNotBlank();
        }
    }
}
