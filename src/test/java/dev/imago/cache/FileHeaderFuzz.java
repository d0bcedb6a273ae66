package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Files of the disk tier that were damaged or put there by others. */
final class FileHeaderFuzz {
    @FuzzTest
    void what_is_none_of_ours_is_told_from_what_is_and_that_is_read_as_it_was_written(byte[] bytes) {
        FileHeader.decode(ByteBuffer.wrap(bytes))
                .ifPresent(header -> assertThat(header.encode()).isPresent());
        var facts = new CachedFacts(Format.PNG, new Dimensions(3, 2, 1), Duration.ofMillis(7));
        String what = Input.utf8(bytes).text();
        FileHeader written =
                FileHeader.of(Digest.of(bytes), what, facts, ByteBuffer.wrap(what.getBytes(StandardCharsets.UTF_8)));
        written.encode().ifPresent(encoded -> {
            assertThat(encoded.remaining()).isLessThanOrEqualTo(FileHeader.MOST);
            assertThat(FileHeader.decode(encoded.duplicate())).contains(written);
            if (bytes.length > 1) {
                int at = Byte.toUnsignedInt(bytes[0]) % encoded.limit();
                encoded.put(at, (byte) (encoded.get(at) ^ bytes[1]));
                assertThat(FileHeader.decode(encoded).isPresent()).isEqualTo(bytes[1] == 0);
            }
        });
    }
}
