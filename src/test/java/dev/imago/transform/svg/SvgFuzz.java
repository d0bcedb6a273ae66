package dev.imago.transform.svg;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** SVGs of strangers. */
final class SvgFuzz {
    /** What one character becomes at the most: {@code &quot;}, and an empty element has two tags. */
    private static final int LONGEST = 8;

    @FuzzTest
    void what_comes_out_is_sound_has_nothing_that_acts_or_loads_and_is_not_changed_by_cleaning_it_again(byte[] bytes) {
        Input.unlessRefused(Fault.Kind.UNPROCESSABLE, () -> SvgCleaner.clean(bytes))
                .ifPresent(clean -> {
                    String text = new String(clean, StandardCharsets.UTF_8);
                    assertThat(clean.length).isLessThan(LONGEST * (bytes.length + 100));
                    assertThat(text.toLowerCase(Locale.ROOT))
                            .startsWith("<svg ")
                            .doesNotContain(
                                    "<script",
                                    "<foreignobject",
                                    "<image",
                                    "<iframe",
                                    "<a>",
                                    "<a ",
                                    "<!",
                                    "<?",
                                    "@import")
                            .doesNotContainPattern("<[^>]* on[a-z]*=\"")
                            .doesNotContainPattern("href=\"[^#]");
                    assertThat(new String(SvgCleaner.clean(clean), StandardCharsets.UTF_8))
                            .isEqualTo(text);
                });
    }
}
