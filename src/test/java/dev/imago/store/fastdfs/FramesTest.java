package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of requests and answers; those of the answers were recorded from FastDFS 6.16. */
final class FramesTest {
    private static Fields recorded(String name) throws IOException {
        try (InputStream in = FramesTest.class.getResourceAsStream(name)) {
            return new Fields(ByteBuffer.wrap(in.readAllBytes()));
        }
    }

    @Test
    void a_request_begins_with_its_length_and_its_fields_are_filled_up() {
        ByteBuffer bytes = new Message(Command.UPLOAD)
                .octet(0xFF)
                .number(258)
                .padded("jpg", 6)
                .followedBy(258);
        byte[] sent = new byte[bytes.remaining()];
        bytes.get(sent);
        assertThat(HexFormat.of().formatHex(sent))
                .isEqualTo("0000000000000111" + "0b" + "00" + "ff" + "0000000000000102" + "6a7067000000");
    }

    @Test
    void text_that_is_longer_than_its_field_is_cut_off() {
        assertThat(new Message(Command.LIST_STORAGES)
                        .padded("x".repeat(40), 16)
                        .followedBy(0)
                        .remaining())
                .isEqualTo(26);
    }

    @Test
    void groups_and_storages_are_read_as_a_tracker_told_them() throws IOException {
        assertThat(Trackers.groups(recorded("groups-6.16.bin"))).containsExactly("group1", "group2");
        List<StorageState> storages = StorageRecord.readAll("group1", recorded("storages-6.16.bin"));
        assertThat(storages).hasSize(2).allSatisfy(state -> {
            assertThat(state.active()).isTrue();
            assertThat(state.readable()).isTrue();
            assertThat(state.writable()).isTrue();
            assertThat(state.address().port()).isEqualTo(23_000);
            assertThat(state.total()).isEqualTo(64L << 20);
            assertThat(state.free()).isBetween(55L << 20, 60L << 20);
        });
        assertThat(storages.get(0).address().host()).isEqualTo("10.122.94.3");
        assertThat(storages.get(1).address().host()).isEqualTo("10.122.94.4");
    }

    /** No two versions have records of one size, for as many storages as a group can have. */
    @ParameterizedTest
    @ValueSource(ints = {487, 517, 479, 509, 612, 642})
    void the_size_of_a_record_tells_its_version(int size) {
        for (int storages = 1; storages <= 32; storages++) {
            int length = size * storages;
            assertThat(StorageRecord.ofAnswer(length))
                    .hasValueSatisfying(one -> assertThat(one.size()).isEqualTo(size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {487, 517, 479, 509, 612, 642})
    void each_version_is_read_to_its_end(int size) throws IOException {
        StorageRecord version = StorageRecord.ofAnswer(size).orElseThrow();
        byte[] record = new byte[size];
        record[0] = 7;
        int host = 1 + (version.mode() ? 1 : 0) + 16;
        record[host] = 'h';
        int numbers = host + version.ip() + version.domain() + 16 + version.version() + 16;
        ByteBuffer.wrap(record).putLong(numbers, 100).putLong(numbers + 8, 40);
        int port = numbers + 16 + (version.reserved() ? 8 : 0) + 32;
        ByteBuffer.wrap(record).putLong(port, 23_000);
        List<StorageState> read = StorageRecord.readAll("g", new Fields(ByteBuffer.wrap(record)));
        assertThat(read).singleElement().satisfies(state -> {
            assertThat(state.address()).isEqualTo(new Address("h", 23_000));
            assertThat(state.total()).isEqualTo(100L << 20);
            assertThat(state.free()).isEqualTo(40L << 20);
        });
    }

    @Test
    void records_of_no_known_size_are_refused() {
        assertThatThrownBy(() -> StorageRecord.readAll("g", new Fields(ByteBuffer.allocate(488))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown version");
    }

    @Test
    void what_is_no_answer_is_told_from_one() throws IOException {
        byte[] bytes = HexFormat.of().parseHex("0000000000000005" + "64" + "16");
        assertThat(Header.parse(ByteBuffer.wrap(bytes))).isEqualTo(new Header(5, 22));
        for (String other : List.of("0000000000000005" + "48" + "00", "8000000000000005" + "64" + "00")) {
            byte[] wrong = HexFormat.of().parseHex(other);
            assertThatThrownBy(() -> Header.parse(ByteBuffer.wrap(wrong))).isInstanceOf(IOException.class);
        }
    }
}
