package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a tracker answers: a header, and records of groups and storages. */
final class AnswerFuzz {
    @FuzzTest
    void an_answer_is_read_or_refused_as_no_answer(byte[] bytes) {
        try {
            if (bytes.length >= Header.BYTES) {
                Header header = Header.parse(ByteBuffer.wrap(bytes));
                assertThat(header.length()).isGreaterThanOrEqualTo(0);
                assertThat(header.status()).isBetween(0, 255);
            }
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith("not an answer");
        }
        try {
            for (StorageState state : StorageRecord.readAll("group1", new Fields(ByteBuffer.wrap(bytes)))) {
                assertThat(state.free()).isBetween(0L, state.total());
                assertThat(state.address().port()).isBetween(0, 65_535);
            }
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("unknown version");
        }
        try {
            assertThat(Trackers.groups(new Fields(ByteBuffer.wrap(bytes)))).hasSizeLessThanOrEqualTo(bytes.length);
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("unknown version");
        }
    }
}
