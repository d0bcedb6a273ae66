package dev.imago.transform.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VariantTest {
    private static final Set<OutputFormat> ALL = EnumSet.allOf(OutputFormat.class);
    private static final Set<OutputFormat> NO_AVIF = EnumSet.complementOf(EnumSet.of(OutputFormat.AVIF));
    private static final Set<OutputFormat> OLD = EnumSet.of(OutputFormat.JPEG, OutputFormat.PNG, OutputFormat.GIF);

    private static Variant of(String accept) {
        return Variant.of(Accept.parse(Optional.of(accept)), ALL);
    }

    @Test
    void browsers_are_told_apart_by_what_they_take() {
        assertThat(of("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"))
                .isEqualTo(Variant.AVIF);
        assertThat(of("image/webp,image/avif,image/jxl,image/heic,video/*;q=0.8,image/png,image/*;q=0.8,*/*;q=0.5"))
                .isEqualTo(Variant.AVIF);
        assertThat(of("image/webp,image/apng,image/*,*/*;q=0.8")).isEqualTo(Variant.WEBP);
        assertThat(of("image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"))
                .isEqualTo(Variant.NEITHER);
    }

    @Test
    void a_new_format_has_to_be_named_and_a_wildcard_is_not_enough() {
        assertThat(of("*/*")).isEqualTo(Variant.NEITHER);
        assertThat(of("image/*")).isEqualTo(Variant.NEITHER);
        assertThat(of("")).isEqualTo(Variant.NEITHER);
        assertThat(Variant.of(Accept.parse(Optional.empty()), ALL)).isEqualTo(Variant.NEITHER);
    }

    @Test
    void weights_decide_and_avif_goes_first_among_equals() {
        assertThat(of("image/webp, image/avif, */*")).isEqualTo(Variant.AVIF);
        assertThat(of("image/avif;q=0.5, image/webp, */*;q=0.1")).isEqualTo(Variant.WEBP);
        assertThat(of("image/avif;q=0, image/webp")).isEqualTo(Variant.WEBP);
        assertThat(of("image/webp;q=0.000")).isEqualTo(Variant.NEITHER);
        assertThat(of("image/jpeg, image/webp;q=0.9")).isEqualTo(Variant.NEITHER);
        assertThat(of("image/jpeg;q=0.9, image/webp")).isEqualTo(Variant.WEBP);
        assertThat(of("IMAGE/WebP;level=1;Q=1.0 , text/html")).isEqualTo(Variant.WEBP);
    }

    /** The classes are few because each takes what the next one does. */
    @Test
    void who_takes_avif_but_not_webp_gets_what_everybody_takes() {
        assertThat(of("image/avif,image/png")).isEqualTo(Variant.NEITHER);
    }

    @Test
    void what_cannot_be_understood_is_left_out() {
        assertThat(of("image/webp;q=2, image/avif;q=x")).isEqualTo(Variant.NEITHER);
        assertThat(of(";;q=1,,/,image,=,image/webp")).isEqualTo(Variant.WEBP);
        assertThat(of("a/b,".repeat(100_000) + "image/webp")).isEqualTo(Variant.NEITHER);
        var random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder("image/webp;q=0.5,*/*");
            for (int change = random.nextInt(8); change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            assertThat(of(text.toString())).isNotNull();
        }
    }

    @Test
    void formats_that_cannot_be_written_here_are_not_offered() {
        Accept chrome = Accept.parse(Optional.of("image/avif,image/webp,image/*"));
        assertThat(Variant.of(chrome, NO_AVIF)).isEqualTo(Variant.WEBP);
        assertThat(Variant.of(chrome, OLD)).isEqualTo(Variant.NEITHER);
    }

    @Test
    void the_format_follows_from_class_and_original() {
        assertThat(Variant.AVIF.format(Format.JPEG, false, false, ALL)).contains(OutputFormat.AVIF);
        assertThat(Variant.AVIF.format(Format.GIF, true, false, ALL)).contains(OutputFormat.WEBP);
        assertThat(Variant.WEBP.format(Format.AVIF, false, true, ALL)).contains(OutputFormat.WEBP);
        assertThat(Variant.AVIF.format(Format.GIF, true, false, OLD)).isEmpty();
        assertThat(Variant.NEITHER.format(Format.PNG, false, true, ALL)).isEmpty();
        assertThat(Variant.NEITHER.format(Format.HEIC, false, false, ALL)).isEmpty();
        assertThat(Variant.NEITHER.format(Format.WEBP, false, false, ALL)).contains(OutputFormat.JPEG);
        assertThat(Variant.NEITHER.format(Format.AVIF, false, true, ALL)).contains(OutputFormat.PNG);
        assertThat(Variant.NEITHER.format(Format.WEBP, true, true, ALL)).contains(OutputFormat.GIF);
    }
}
