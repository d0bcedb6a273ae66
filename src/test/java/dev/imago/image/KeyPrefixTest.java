package dev.imago.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what a key can begin with is a prefix. */
final class KeyPrefixTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "upload", "upload/", "upload/2024", "ü b/", ".hidden", "..", "a/.", "a/b/c.png"})
    void what_keys_begin_with_is_a_prefix(String text) {
        assertThat(KeyPrefix.parse(text).text()).isEqualTo(text);
        assertThat(KeyPrefix.parse("/" + text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "a//b", "../", "a/../b", "./", "a\\b", "a\nb", "a\u009b", "\ud800"})
    void what_no_key_begins_with_is_refused(String text) {
        assertThatThrownBy(() -> KeyPrefix.parse(text))
                .isInstanceOf(Fault.class)
                .extracting(fault -> ((Fault) fault).kind())
                .isEqualTo(Fault.Kind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {ImageKey.MAX_SEGMENT_BYTES})
    void a_whole_name_of_the_longest_kind_is_a_prefix(int length) {
        assertThat(new KeyPrefix("n".repeat(length)).isEmpty()).isFalse();
        assertThatThrownBy(() -> new KeyPrefix("n".repeat(length + 1))).isInstanceOf(Fault.class);
    }
}
