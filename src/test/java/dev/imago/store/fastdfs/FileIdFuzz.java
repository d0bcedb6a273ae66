package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;

/** Addresses that may be names of files in FastDFS, as strangers write them. */
final class FileIdFuzz {
    @FuzzTest
    void what_is_a_name_is_written_the_same_and_fits_the_fields_of_the_protocol(byte[] bytes) {
        String text = Input.utf8(bytes).text();
        FileId.parse(text).ifPresent(id -> {
            assertThat(id).hasToString(text);
            assertThat(id.group()).matches("[0-9A-Za-z]{1,16}");
            assertThat(id.name()).hasSizeBetween(22, 127).doesNotContain("..\\", "/../", "//", "\0");
            assertThat(id.name().chars().filter(c -> c == '/').count()).isEqualTo(3);
            assertThat(id.size()).isGreaterThanOrEqualTo(0);
            assertThat(id.source()).matches("[0-9]{1,8}|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
            id.slave("_150x150").ifPresent(slave -> assertThat(slave.group()).isEqualTo(id.group()));
            assertThat(new Message(Command.FILE_INFO).file(id).followedBy(0).remaining())
                    .isEqualTo(Header.BYTES + Message.GROUP + id.name().length());
        });
    }
}
