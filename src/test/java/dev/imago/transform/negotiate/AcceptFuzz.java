package dev.imago.transform.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Format;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Accept, and the client hints: a line for each field. */
final class AcceptFuzz {
    private static final HintSettings ALL = new HintSettings(true, true, true, 50, false);

    @FuzzTest
    void a_weight_is_from_0_to_1_and_does_not_depend_on_the_order_and_a_hint_is_a_sensible_number(byte[] bytes) {
        List<String> lines = Input.latin1(bytes).lines(4);
        String field = lines.get(0);
        Accept accept = Accept.parse(Optional.of(field));
        List<String> items = Arrays.asList(field.split(","));
        boolean few = items.size() <= 64;
        Collections.reverse(items);
        Accept reversed = Accept.parse(Optional.of(String.join(",", items)));
        for (Format format : Format.values()) {
            assertThat(accept.quality(format)).isBetween(0.0, 1.0);
            if (few) {
                assertThat(reversed.quality(format)).isEqualTo(accept.quality(format));
            }
        }
        hints(lines);
    }

    private static void hints(List<String> lines) {
        Hints hints = Hints.of(
                ALL,
                name -> Optional.of(lines.get(
                        List.of(Hints.DPR, Hints.WIDTH, Hints.SAVE_DATA).indexOf(name) + 1)));
        assertThat(hints.dpr().orElse(1.0)).isBetween(Double.MIN_VALUE, 1_000.0);
        assertThat(hints.width().orElse(1)).isBetween(1, 99_999);
    }
}
