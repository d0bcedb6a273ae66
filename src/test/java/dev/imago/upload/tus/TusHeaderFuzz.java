package dev.imago.upload.tus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Upload-Metadata in the first line, Upload-Checksum in the second. */
final class TusHeaderFuzz {
    @FuzzTest
    void metadata_that_is_written_again_is_read_as_the_same_and_a_checksum_is_one_that_is_offered(byte[] bytes) {
        List<String> lines = Input.latin1(bytes).lines(2);
        Input.unlessRefused(Fault.Kind.INVALID, () -> Metadata.parse(lines.get(0)))
                .ifPresent(metadata ->
                        assertThat(Metadata.parse(written(metadata.values()))).isEqualTo(metadata));
        Input.unlessRefused(Fault.Kind.INVALID, () -> Checksum.parse(lines.get(1)))
                .ifPresent(checksum -> {
                    assertThat(checksum.begin().getDigestLength()).isBetween(16, 32);
                    assertThat(checksum.matches(checksum.begin()))
                            .isEqualTo(java.util.Arrays.equals(
                                    checksum.expected(), checksum.begin().digest()));
                });
    }

    private static String written(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + " "
                        + Base64.getEncoder().encodeToString(value.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }
}
