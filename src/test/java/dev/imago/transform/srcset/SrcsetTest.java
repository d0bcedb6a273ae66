package dev.imago.transform.srcset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.http.api.Json;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.policy.Policies;
import dev.imago.transform.query.TransformQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SrcsetTest {
    private static final Dimensions LARGE = new Dimensions(4000, 3000);
    private static final Optional<String> FIXED = Optional.empty();
    private static final Optional<String> FLUID = Optional.of("(min-width: 50em) 400px, 100vw");
    private static final String OPEN = "mode: open";
    private static final String CARD = "presets: {card: 'w=400&fit=cover', crisp: 'w=400&dpr=2'}";

    private static Picture picture(String asked, String policy, Optional<String> sizes, Dimensions original) {
        return wide(asked, List.of(), policy, sizes, original);
    }

    private static Picture wide(
            String asked, List<Integer> widths, String policy, Optional<String> sizes, Dimensions original) {
        var place = new Place(TransformQuery.parse(asked), widths, sizes);
        return Srcset.of(place, Policies.policy(policy), original, text -> "/a%20b.jpg?" + text);
    }

    private static String size(String query, int width, int height) {
        return ResultSize.of(TransformQuery.parse(query).transform(), new Dimensions(width, height))
                .toString();
    }

    private static Fault refusal(String asked, String policy) {
        Fault fault = catchThrowableOfType(Fault.class, () -> picture(asked, policy, FIXED, LARGE));
        assertThat(fault).as(asked).isNotNull();
        return fault;
    }

    @Test
    void a_place_of_fixed_size_has_candidates_by_density() {
        Picture picture = picture("w=400&h=300&format=auto", OPEN, FIXED, LARGE);
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
        Picture picture = picture("preset=card", CARD, FLUID, LARGE);
        assertThat(picture.srcset())
                .isEqualTo("/a%20b.jpg?preset=card&dpr=0.5 200w, /a%20b.jpg?preset=card 400w,"
                        + " /a%20b.jpg?preset=card&dpr=1.5 600w, /a%20b.jpg?preset=card&dpr=2 800w,"
                        + " /a%20b.jpg?preset=card&dpr=3 1200w");
        assertThat(picture.html("")).contains(" sizes=\"(min-width: 50em) 400px, 100vw\" width=\"400\" height=\"300\"");
        assertThat(picture("preset=crisp&q=75", CARD, FLUID, LARGE).srcset())
                .startsWith("/a%20b.jpg?preset=crisp&dpr=1&q=75 400w, /a%20b.jpg?preset=crisp&q=75 800w, ");
    }

    @Test
    void a_ladder_offers_what_it_makes() {
        Picture picture = picture("w=410", "", FIXED, LARGE);
        assertThat(picture.srcset())
                .isEqualTo("/a%20b.jpg?w=480 1x, /a%20b.jpg?w=640 1.5x, /a%20b.jpg?w=960 2x, /a%20b.jpg?w=1280 3x");
        assertThat(picture.width()).isEqualTo(480);
        assertThat(picture.height()).isEqualTo(360);
        assertThat(picture("w=3000", "", FIXED, new Dimensions(9000, 3000)).candidates())
                .extracting(Picture.Candidate::width)
                .as("nothing beyond the last step")
                .containsExactly(3840);
    }

    @Test
    void widths_can_be_named_and_keep_the_shape_of_the_first() {
        Picture picture = wide("w=320&h=180", List.of(960, 320, 640, 640), OPEN, FIXED, LARGE);
        assertThat(picture.srcset())
                .isEqualTo("/a%20b.jpg?w=320&h=180 320w, /a%20b.jpg?w=640&h=360 640w, /a%20b.jpg?w=960&h=540 960w");
        assertThat(picture.sizes()).contains("100vw");
        assertThat(picture.src()).isEqualTo("/a%20b.jpg?w=960&h=540");
        assertThat(picture.width() + "x" + picture.height()).isEqualTo("960x540");
        assertThat(wide("w=320", List.of(320, 5000, 9000), OPEN, FLUID, LARGE).candidates())
                .extracting(Picture.Candidate::width)
                .containsExactly(320, 4000);
        assertThat(wide("w=10&h=2000", List.of(10, 100), OPEN, FLUID, LARGE).candidates())
                .as("the larger one would be too high")
                .hasSize(1);
    }

    @Test
    void nothing_is_offered_that_shows_no_more_than_what_is_offered_before() {
        assertThat(picture("w=400", OPEN, FIXED, new Dimensions(700, 500)).candidates())
                .extracting(Picture.Candidate::descriptor)
                .containsExactly("1x", "1.5x", "2x");
        Dimensions small = new Dimensions(100, 50);
        assertThat(picture("w=400", OPEN, FIXED, small).candidates()).hasSize(1);
        assertThat(picture("w=400&enlarge", OPEN, FIXED, small).candidates())
                .extracting(Picture.Candidate::width)
                .containsExactly(400);
        assertThat(picture("w=80&h=80&fit=contain", OPEN, FLUID, small).candidates())
                .as("larger bars, and not a larger picture")
                .extracting(Picture.Candidate::width)
                .containsExactly(40, 80);
        assertThat(picture("w=16384&dpr=1", OPEN, FIXED, new Dimensions(20_000, 5))
                        .candidates())
                .hasSize(1);
    }

    @Test
    void clients_that_tell_of_their_screen_get_what_was_offered() {
        Picture hinted = picture("w=400", OPEN + "\nclient-hints: {dpr: true}", FIXED, LARGE);
        assertThat(hinted.srcset()).startsWith("/a%20b.jpg?w=400&dpr=1 1x, /a%20b.jpg?w=600&dpr=1 1.5x");
        assertThat(picture("preset=card", CARD + "\nclient-hints: {dpr: true}", FIXED, LARGE)
                        .srcset())
                .startsWith("/a%20b.jpg?preset=card&dpr=1 1x");
    }

    @Test
    void what_cannot_be_is_refused_by_name() {
        assertThat(refusal("format=auto", OPEN).message()).contains("w, h, or a preset");
        assertThat(refusal("w=400&trim", OPEN).message()).contains("trim");
        assertThat(refusal("crop=9000,0,10,10&w=5", OPEN).message()).contains("crop");
        assertThat(refusal("preset=none", CARD).message()).contains("none");
        assertThat(refusal("w=400", "mode: presets").kind()).isEqualTo(Fault.Kind.FORBIDDEN);
        assertThat(refusal("w=400", "mode: off").kind()).isEqualTo(Fault.Kind.FORBIDDEN);
        assertThat(refusal("preset=card&w=40", CARD).kind()).isEqualTo(Fault.Kind.FORBIDDEN);
    }

    @Test
    void programs_get_the_same_as_json() {
        Picture picture = picture("w=400", OPEN, FIXED, new Dimensions(400, 200));
        assertThat(new String(Json.bytes(picture), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"src\":\"/a%20b.jpg?w=400\",\"candidates\":[{\"url\":\"/a%20b.jpg?w=400\",\"descriptor\":\"1x\","
                                + "\"width\":400,\"height\":200}],\"width\":400,\"height\":200}");
    }

    @Test
    void a_comma_at_the_end_of_an_address_is_no_separator() {
        Picture picture = picture("w=4&text=a,", OPEN, FIXED, new Dimensions(4, 4));
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
        assertThat(size("w=400&h=100&fit=fill", 200, 200)).isEqualTo("200x50");
        assertThat(size("w=400&rotate=90", 4000, 3000)).isEqualTo("400x533");
        assertThat(size("crop=3900,0,200,400&w=50", 4000, 3000)).isEqualTo("50x200");
        assertThat(size("w=1", 1000, 1)).isEqualTo("1x1");
        assertThat(size("q=80", 40, 30)).isEqualTo("40x30");
    }
}
