package dev.imago.transform.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import dev.imago.transform.Fit;
import dev.imago.transform.Position;
import dev.imago.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TransformQueryTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Transforms transforms = new Transforms(random);

    private static Transform read(String query) {
        return TransformQuery.parse(query).transform();
    }

    private static String canonical(String query) {
        return TransformQuery.parse(query).text();
    }

    private static String refusal(String query) {
        Fault fault = catchThrowableOfType(
                Fault.class, () -> TransformQuery.parse(query).transform());
        assertThat(fault).as(query).isNotNull();
        assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID);
        return fault.message();
    }

    @Test
    void reading_what_was_printed_gives_the_canonical_transform_and_printing_it_again_the_same_text() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 4_000; i++) {
            Transform transform = transforms.next();
            Transform canonical = Canonical.of(transform);
            String text = TransformQuery.of(transform).text();
            seen.add(text);

            String what = "seed " + seed + ": " + transform + " as " + text;
            assertThat(Canonical.of(canonical)).as(what).isEqualTo(canonical);
            assertThat(read(text)).as(what).isEqualTo(canonical);
            assertThat(canonical(text)).as(what).isEqualTo(text);
            assertThat(text).as(what).matches("[A-Za-z0-9=&%,._~-]*");
        }
        assertThat(seen).hasSizeGreaterThan(3_500);
    }

    @Test
    void the_order_of_parameters_does_not_matter() {
        for (int i = 0; i < 500; i++) {
            String text = TransformQuery.of(transforms.next()).text();
            List<String> pairs = new ArrayList<>(Arrays.asList(text.split("&")));
            Collections.shuffle(pairs, random);
            String shuffled = String.join("&", pairs);
            assertThat(canonical(shuffled)).as("seed %s", seed).isEqualTo(text);
            assertThat(TransformQuery.parse(shuffled)).isEqualTo(TransformQuery.parse(text));
        }
    }

    /** Values and pairs taken apart and put together at random: all of it is understood, or refused in words. */
    @Test
    void nothing_that_a_client_may_write_is_a_defect_of_the_server() {
        String signs = "0123456789,.-#&=%+;/abcdefwhq\u0000\ud800é😀 ";
        int understood = 0;
        for (int i = 0; i < 8_000; i++) {
            var text = new StringBuilder(TransformQuery.of(transforms.next()).text());
            for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
                int at = random.nextInt(text.length());
                String put = random.nextBoolean() ? "" : "" + signs.charAt(random.nextInt(signs.length()));
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), put);
            }
            String query = text.toString();
            Throwable thrown = catchThrowable(() -> read(query));
            understood += thrown == null ? 1 : 0;
            if (thrown != null) {
                assertThat(thrown).as("seed " + seed + ": " + query).isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID);
                    // Half a pair may have met the other half of another one.
                    assertThat(fault.message().codePoints())
                            .noneMatch(sign -> sign == 0 || Character.getType(sign) == Character.SURROGATE);
                });
            } else {
                String printed = canonical(query);
                assertThat(canonical(printed)).as("seed " + seed + ": " + query).isEqualTo(printed);
            }
        }
        assertThat(understood).isBetween(200, 7_500);
    }

    @Test
    void equal_pictures_have_one_text() {
        assertThat(canonical("h=300&w=400&fit=cover&position=center")).isEqualTo("w=400&h=300");
        assertThat(canonical("w=400&fit=contain&position=top")).isEqualTo("w=400");
        assertThat(canonical("w=4&h=4&fit=fill&position=top")).isEqualTo("w=4&h=4&fit=fill");
        assertThat(canonical("w=4&h=4&position=0.5,0")).isEqualTo("w=4&h=4&position=top");
        assertThat(canonical("w=4&h=4&position=0.25,0.3000")).isEqualTo("w=4&h=4&position=0.25,0.3");
        assertThat(canonical("w=200&dpr=2")).isEqualTo("w=400");
        assertThat(canonical("w=0200")).isEqualTo("w=200");
        assertThat(canonical("rotate=0&w=9&enlarge&trim=0")).isEqualTo("w=9&enlarge=1");
        assertThat(canonical("enlarge&q=80")).isEqualTo("q=80");
        assertThat(canonical("format=jpg")).isEqualTo("format=jpeg");
        assertThat(canonical("format=png&q=80")).isEqualTo("format=png");
        assertThat(canonical("flip=both")).isEqualTo("rotate=180");
        assertThat(canonical("flip=h&rotate=180")).isEqualTo("flip=v");
        assertThat(canonical("bg=%23FFFFFF")).isEqualTo("bg=fff");
        assertThat(canonical("bg=11223344")).isEqualTo("bg=1234");
        assertThat(canonical("bg=transparent&w=4")).isEqualTo("w=4");
        assertThat(canonical("watermark=logo,bottom-right,100")).isEqualTo("watermark=logo,bottom-right,100");
        assertThat(canonical("watermark=logo,0.1,0.2,50")).isEqualTo("watermark=logo,0.1,0.2,50");
        assertThat(canonical("watermark=logo,0.1,0.2,50,30")).isEqualTo("watermark=logo,0.1,0.2,50,30");
        assertThat(canonical("watermark=logo")).isEqualTo("watermark=logo");
        assertThat(canonical("text=a+b,bottom")).isEqualTo("text=a%20b");
        assertThat(canonical("w=8&format=auto")).isEqualTo("w=8&format=auto");
    }

    @Test
    void the_eight_ways_to_lie_have_one_text_each() {
        Set<String> texts = new HashSet<>();
        for (int degrees = 0; degrees < 360; degrees += 90) {
            for (String flip : List.of("", "&flip=h", "&flip=v", "&flip=both")) {
                texts.add(canonical("rotate=" + degrees + flip));
            }
        }
        assertThat(texts).hasSize(8);
    }

    @Test
    void a_query_without_any_parameter_means_the_original_and_is_not_looked_at() {
        for (String query :
                List.of("", "v=3", "&&", "v=%zz", "utm_source=x&v=1&v=1", "sig=abc&expires=soon", "W=400")) {
            assertThat(TransformQuery.parse(query)).as(query).isSameAs(TransformQuery.NOTHING);
        }
    }

    @Test
    void a_refusal_names_the_parameter_and_what_it_takes() {
        assertThat(refusal("w=0"))
                .isEqualTo("The parameter w takes a whole number of pixels from 1 to 16384, not '0'.");
        assertThat(refusal("w=16385")).contains("w takes");
        assertThat(refusal("h=-1")).contains("h takes");
        assertThat(refusal("w=")).contains("w takes");
        assertThat(refusal("w=4&w=4")).contains("w takes", "once, not twice");
        assertThat(refusal("fit=crop&w=4")).contains("fit takes one of cover, contain, fill, inside, scale-down");
        assertThat(refusal("position=1.5,0")).contains("position takes centre, top".replace("centre", "one of centre"));
        assertThat(refusal("watermark=logo,attention")).contains("watermark takes NAME");
        assertThat(refusal("watermark=../x")).contains("watermark takes NAME");
        assertThat(refusal("q=101")).contains("q takes a whole number from 1 to 100");
        assertThat(refusal("dpr=9&w=1")).contains("dpr takes a number from 0.1 to 8");
        assertThat(refusal("dpr=8&w=4000")).contains("dpr takes", "16384", "32000");
        assertThat(refusal("rotate=45")).contains("rotate takes one of 0, 90, 180, 270");
        assertThat(refusal("blur=NaN")).contains("blur takes a number from 0 to 100");
        assertThat(refusal("blur=1e2")).contains("blur takes");
        assertThat(refusal("crop=1,2,3")).contains("crop takes left,top,width,height");
        assertThat(refusal("bg=12345")).contains("bg takes a colour");
        assertThat(refusal("format=bmp")).contains("format takes one of auto, jpeg");
        assertThat(refusal("text=%00")).contains("text takes TEXT").doesNotContain("\u0000");
        assertThat(refusal("text=%ff")).contains("text takes", "in percent-encoded UTF-8");
        assertThat(refusal("preset=a/b")).contains("preset takes");
    }

    @Test
    void a_name_that_is_not_known_is_refused_with_the_closest_that_is() {
        assertThat(refusal("w=4&hieght=3")).contains("no parameter 'hieght'", "Did you mean h?");
        assertThat(refusal("w=4&quality=3")).contains("Did you mean q? It takes a whole number");
        assertThat(refusal("w=4&positon=top")).contains("Did you mean position?");
        assertThat(refusal("w=4&v=3"))
                .contains("no parameter 'v'", "There are preset, w, h")
                .doesNotContain("Did you");
        assertThat(refusal("w=4&" + "x".repeat(5_000))).hasSizeLessThan(300);
    }

    @Test
    void parameters_of_an_address_go_before_those_of_its_preset() {
        TransformQuery card = TransformQuery.parse("w=400&h=300&fit=contain&bg=f00&format=webp");
        TransformQuery asked = TransformQuery.parse("preset=card&w=600&format=auto&bg=transparent");
        assertThat(asked.text()).isEqualTo("preset=card&w=600&bg=0000&format=auto");
        TransformQuery both = asked.over(card);
        assertThat(both.text()).isEqualTo("w=600&h=300&fit=contain&format=auto");
        assertThat(both.negotiated()).isTrue();
        assertThat(both.transform().output().format()).isEmpty();
        assertThat(both.transform().resize().fit()).isEqualTo(Fit.CONTAIN);
    }

    @Test
    void a_point_is_the_edge_it_is_closest_to() {
        assertThat(Positions.nearestEdge(new Position.Point(0.1, 0.9))).isEqualTo(Position.Edge.BOTTOM_LEFT);
        assertThat(Positions.nearestEdge(new Position.Point(0.6, 0.4))).isEqualTo(Position.Edge.CENTRE);
        assertThat(Positions.nearestEdge(new Position.Point(0.9, 0.5))).isEqualTo(Position.Edge.RIGHT);
    }

    @Test
    void every_parameter_has_a_line_that_documents_it() {
        assertThat(Parameters.all()).allSatisfy(parameter -> {
            assertThat(parameter.doc()).as(parameter.name()).endsWith(".");
            assertThat(parameter.takes()).as(parameter.name()).isNotBlank();
        });
        assertThat(Parameters.all().map(Parameter::name)).doesNotHaveDuplicates();
    }
}
