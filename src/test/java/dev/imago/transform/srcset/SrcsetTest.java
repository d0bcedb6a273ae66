package dev.imago.transform.srcset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.http.api.Json;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.query.TransformQuery;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SrcsetTest {
    private static final Dimensions LARGE = new Dimensions(4000, 3000);

    private static Picture picture(String asked, String preset, Optional<String> sizes, Dimensions original) {
        TransformQuery query = TransformQuery.parse(asked);
        return Srcset.of(
                query, query.over(TransformQuery.parse(preset)), sizes, original, text -> "/a%20b.jpg?" + text);
    }

    private static String size(String query, int width, int height) {
        return ResultSize.of(TransformQuery.parse(query).transform(), new Dimensions(width, height))
                .toString();
    }

    @Test
    void a_place_of_fixed_size_has_candidates_by_density() {
        Picture picture = picture("w=400&h=300&format=auto", "", Optional.empty(), LARGE);
        assertThat(picture.html("A \"house\" & <garden>"))
                .isEqualTo("<img src=\"/a%20b.jpg?w=400&amp;h=300&amp;format=auto\""
                        + " srcset=\"/a%20b.jpg?w=400&amp;h=300&amp;format=auto 1x,"
                        + " /a%20b.jpg?w=600&amp;h=450&amp;format=auto 1.5x,"
                        + " /a%20b.jpg?w=800&amp;h=600&amp;format=auto 2x,"
                        + " /a%20b.jpg?w=1200&amp;h=900&amp;format=auto 3x\""
                        + " width=\"400\" height=\"300\" alt=\"A &quot;house&quot; &amp; &lt;garden&gt;\">");
    }

    @Test
    void a_preset_stays_a_name() {
        Picture picture =
                picture("preset=card", "w=400&fit=cover", Optional.of("(min-width: 50em) 400px, 100vw"), LARGE);
        assertThat(picture.srcset())
                .isEqualTo("/a%20b.jpg?preset=card&dpr=0.5 200w, /a%20b.jpg?preset=card&dpr=1 400w,"
                        + " /a%20b.jpg?preset=card&dpr=1.5 600w, /a%20b.jpg?preset=card&dpr=2 800w,"
                        + " /a%20b.jpg?preset=card&dpr=3 1200w");
        assertThat(picture.html("")).contains(" sizes=\"(min-width: 50em) 400px, 100vw\" width=\"400\" height=\"300\"");
    }

    @Test
    void nothing_is_offered_that_is_no_larger_than_what_is_offered_before() {
        assertThat(picture("w=400", "", Optional.empty(), new Dimensions(700, 500))
                        .candidates())
                .extracting(Picture.Candidate::descriptor)
                .containsExactly("1x", "1.5x", "2x");
        assertThat(picture("w=400", "", Optional.empty(), new Dimensions(100, 50))
                        .candidates())
                .hasSize(1);
        assertThat(picture("w=400&enlarge", "", Optional.empty(), new Dimensions(100, 50))
                        .candidates())
                .hasSize(4);
        assertThat(picture("w=16384&enlarge", "", Optional.empty(), LARGE).candidates())
                .hasSize(1);
    }

    @Test
    void a_size_is_needed() {
        Fault fault = catchThrowableOfType(Fault.class, () -> picture("format=auto", "", Optional.empty(), LARGE));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID);
    }

    @Test
    void programs_get_the_same_as_json() {
        Picture picture = picture("w=400", "", Optional.empty(), new Dimensions(400, 200));
        assertThat(new String(Json.bytes(picture), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"src\":\"/a%20b.jpg?w=400\",\"candidates\":[{\"url\":\"/a%20b.jpg?w=400\",\"descriptor\":\"1x\","
                                + "\"width\":400,\"height\":200}],\"width\":400,\"height\":200}");
    }

    @Test
    void a_comma_at_the_end_of_an_address_is_no_separator() {
        Picture picture = picture("w=4&text=a,", "", Optional.empty(), new Dimensions(4, 4));
        assertThat(picture.srcset()).isEqualTo("/a%20b.jpg?w=4&text=a%2C 1x");
    }

    @Test
    void the_size_of_a_rendition_is_known_before_it_is_made() {
        assertThat(size("w=400", 4000, 3000)).isEqualTo("400x300");
        assertThat(size("h=300", 4000, 3000)).isEqualTo("400x300");
        assertThat(size("w=400", 200, 100)).isEqualTo("200x100");
        assertThat(size("w=400&enlarge", 200, 100)).isEqualTo("400x200");
        assertThat(size("w=400&h=400", 4000, 3000)).isEqualTo("400x400");
        assertThat(size("w=400&h=200", 300, 300)).isEqualTo("300x150");
        assertThat(size("w=400&h=400&fit=inside", 4000, 3000)).isEqualTo("400x300");
        assertThat(size("w=400&h=400&fit=inside", 40, 30)).isEqualTo("40x30");
        assertThat(size("w=400&h=400&fit=contain", 40, 30)).isEqualTo("400x400");
        assertThat(size("w=400&h=100&fit=fill", 200, 200)).isEqualTo("200x100");
        assertThat(size("w=400&rotate=90", 4000, 3000)).isEqualTo("400x533");
        assertThat(size("crop=3900,0,200,400&w=50", 4000, 3000)).isEqualTo("50x200");
        assertThat(size("crop=9000,9000,10,10", 4000, 3000)).isEqualTo("1x1");
        assertThat(size("w=1", 1000, 1)).isEqualTo("1x1");
        assertThat(size("q=80", 40, 30)).isEqualTo("40x30");
    }
}
