package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as FastDFS 6.16 gave them. */
final class FileIdTest {
    private static final String PLAIN = "group1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg";

    /** The name of a file of this size, as a storage with this address would give it. */
    static FileId id(String address, long size) {
        ByteBuffer coded = ByteBuffer.allocate(20);
        for (String part : address.split("\\.", -1)) {
            coded.put((byte) Integer.parseInt(part));
        }
        coded.putInt(1_767_225_600).putLong(size | 1L << 63 | 0x1234L << 32).putInt(77);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(coded.array());
        return parsed("group1/M00/00/00/" + name + "123.jpg");
    }

    private static FileId parsed(String text) {
        return FileId.parse(text).orElseThrow();
    }

    @Test
    void a_name_tells_who_took_the_file_and_when_and_how_large_it_is() {
        FileId id = parsed(PLAIN);
        assertThat(id.group()).isEqualTo("group1");
        assertThat(id.name()).isEqualTo("M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg");
        assertThat(id.source()).isEqualTo("10.122.94.3");
        assertThat(id.created()).isEqualTo(Instant.ofEpochSecond(0x6b0d2f7e));
        assertThat(id.size()).isEqualTo(5);
        assertThat(id.crc32()).isEqualTo(0x3610a686);
        assertThat(id.tellsAll()).isTrue();
        assertThat(id).hasToString(PLAIN);
    }

    @Test
    void a_size_of_more_than_4_GiB_stands_there_as_it_is() {
        ByteBuffer coded = ByteBuffer.allocate(20)
                .putInt(0x0A000001)
                .putInt(1)
                .putLong(5L << 32)
                .putInt(1);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(coded.array());
        assertThat(parsed("g/M00/00/00/" + name + "1234567").size()).isEqualTo(5L << 32);
    }

    @Test
    void a_cluster_with_numbers_has_them_in_its_names() {
        ByteBuffer coded = ByteBuffer.allocate(20).putInt(Integer.reverseBytes(100_001));
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(coded.array());
        assertThat(parsed("group1/M01/0A/FF/" + name).source()).isEqualTo("100001");
    }

    @Test
    void the_size_of_files_that_grow_or_belong_to_others_is_not_in_their_name() {
        FileId appender = parsed("group1/M00/00/00/CnpeA2sNL36EBxnNAAAAADYQpoY282.png");
        assertThat(appender.appender()).isTrue();
        assertThat(appender.tellsAll()).isFalse();
        FileId slave = parsed("group1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843_small.jpg");
        assertThat(slave.slave()).isTrue();
        assertThat(slave.tellsAll()).isFalse();
        assertThat(parsed(PLAIN).slave("_small")).contains(slave);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "group1",
                "/group1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "group1/M00/00/00/short.jpg",
                "group1/M00/../00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "group1/M00/00/00/../CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "group1/m00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "group1/M00/0g/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "group1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg/",
                "group1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg\n",
                "agroupwithtoolonganame/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "grup-1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg",
                "upload/qa/test.jpg"
            })
    void what_no_storage_ever_gives_is_no_name(String text) {
        assertThat(FileId.parse(text)).isEmpty();
    }
}
