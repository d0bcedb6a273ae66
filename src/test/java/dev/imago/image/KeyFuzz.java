package dev.imago.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import java.nio.charset.StandardCharsets;

/** Keys and the encoding of what addresses carry. */
final class KeyFuzz {
    @FuzzTest
    void a_key_stays_below_the_root_and_what_is_encoded_is_decoded_to_the_same(byte[] bytes) {
        String text = Input.utf8(bytes).text();
        Input.unlessRefused(Fault.Kind.INVALID, () -> ImageKey.of(text)).ifPresent(KeyFuzz::isCanonical);
        Input.unlessRefused(Fault.Kind.INVALID, () -> PercentEncoding.decode(text));
        Input.unlessRefused(Fault.Kind.INVALID, () -> KeyPrefix.parse(text))
                .ifPresent(prefix ->
                        assertThat(KeyPrefix.parse(prefix.text()).text()).isEqualTo(prefix.text()));
        assertThat(PercentEncoding.decode(PercentEncoding.encodePath(text))).isEqualTo(text);
        assertThat(PercentEncoding.encodeQuery(text)).matches("[A-Za-z0-9%,._~-]*");
    }

    private static void isCanonical(ImageKey key) {
        assertThat(key.segments()).isNotEmpty().doesNotContain("", ".", "..");
        assertThat(String.join("/", key.segments())).isEqualTo(key.value());
        assertThat(key.value().chars()).noneMatch(c -> Character.isISOControl(c) || c == '\\');
        assertThat(key.value().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, ImageKey.MAX_BYTES);
        assertThat(ImageKey.of(key.value())).isEqualTo(key);
    }
}
