package dev.imago.transform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import dev.imago.transform.negotiate.Hints;
import dev.imago.transform.query.TransformQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class LadderTest {
    private final RenditionPolicy policy = Policies.policy("presets: {card: 'w=401&h=301&crop=1,2,3,4&bg=f0f'}");
    private final RenditionPolicy tiny = Policies.policy("""
            ladder: {sides: [100, 200], shapes: ["1:1", "2:1"], qualities: [80], effects: true, blurs: [2], sharpens: [1], backgrounds: [fff]}
            """);

    private static Wanted wanted(RenditionPolicy policy, String query) {
        return policy.of("/a.jpg", query, Hints.NONE, Instant.EPOCH).orElseThrow();
    }

    private String snapped(String query) {
        return TransformQuery.of(wanted(policy, query).transform()).text();
    }

    private String refusal(String query) {
        Fault fault = catchThrowableOfType(Fault.class, () -> snapped(query));
        assertThat(fault).as(query).isNotNull();
        assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
        return fault.message();
    }

    @Test
    void sizes_snap_up_and_keep_their_shape() {
        assertThat(snapped("w=399")).isEqualTo("w=400");
        assertThat(snapped("w=401")).isEqualTo("w=480");
        assertThat(snapped("h=9999")).isEqualTo("h=3840");
        assertThat(snapped("w=200&dpr=2")).isEqualTo("w=400");
        assertThat(snapped("w=390&h=293")).isEqualTo("w=400&h=300");
        assertThat(snapped("w=380&h=214")).isEqualTo("w=400&h=225");
        assertThat(snapped("w=16384&h=16384")).isEqualTo("w=3840&h=3840");
        assertThat(snapped("w=3000&h=9000")).isEqualTo("w=1280&h=3840");
        assertThat(snapped("w=400&h=300&fit=contain&position=top")).isEqualTo("w=400&h=300&fit=contain");
        assertThat(snapped("w=400&h=300&position=0.1,0.9")).isEqualTo("w=400&h=300&position=bottom-left");
        assertThat(snapped("w=400&h=300&position=attention")).isEqualTo("w=400&h=300&position=attention");
    }

    @Test
    void any_box_is_as_large_as_asked_or_the_largest_and_has_its_shape_to_within_a_few_pixels() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var ladder = new Ladder(Policies.settings("{}").ladder());
        for (int i = 0; i < 5_000; i++) {
            int w = 16 + random.nextInt(3_000);
            int h = Math.max((w + 11) / 12, Math.min(12 * w, 16 + random.nextInt(3_000)));
            var resize = ladder.snap(TransformQuery.parse("w=" + w + "&h=" + h).transform())
                    .resize();
            int width = resize.width().orElseThrow();
            int height = resize.height().orElseThrow();
            String what = "seed " + seed + ": " + w + "x" + h + " as " + width + "x" + height;
            assertThat(width >= w || height > 2_000).as(what).isTrue();
            assertThat(Math.abs(height - (double) width * h / w)).as(what).isLessThanOrEqualTo(0.5 + 0.02 * height);
        }
    }

    @Test
    void rounding_again_changes_nothing() {
        var ladder = new Ladder(Policies.settings("{}").ladder());
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            int w = 1 + random.nextInt(4_000);
            int h = Math.max((w + 11) / 12, Math.min(12 * w, 1 + random.nextInt(4_000)));
            var once = ladder.snap(TransformQuery.parse("w=" + w + "&h=" + h + "&q=" + (1 + w % 100))
                    .transform());
            assertThat(ladder.snap(once)).as("seed %s: %sx%s", seed, w, h).isEqualTo(once);
        }
    }

    @Test
    void strengths_and_qualities_snap_up() {
        assertThat(snapped("w=400&q=1")).isEqualTo("w=400&q=50");
        assertThat(snapped("w=400&q=99")).isEqualTo("w=400&q=90");
        assertThat(snapped("blur=0.4")).isEqualTo("blur=1");
        assertThat(snapped("sharpen=0.6")).isEqualTo("sharpen=1");
        assertThat(snapped("rotate=90&format=auto")).isEqualTo("rotate=90");
        assertThat(snapped("bg=white")).isEqualTo("bg=fff");
    }

    @Test
    void what_has_no_steps_is_to_be_had_by_a_preset_only() {
        assertThat(refusal("crop=1,2,3,4&text=x")).contains("crop, text can be had by a preset only");
        assertThat(refusal("w=400&watermark=logo")).contains("watermark");
        assertThat(refusal("bg=123456")).contains("bg");
        assertThat(refusal("rotate=90&blur=2")).contains("Only one of rotate, blur");
        assertThat(refusal("w=1&h=20")).contains("1:12 to 12:1");
    }

    @Test
    void a_preset_is_made_to_the_letter_and_only_its_density_format_and_quality_can_be_changed() {
        assertThat(snapped("preset=card")).isEqualTo("w=401&h=301&crop=1,2,3,4&bg=f0f");
        assertThat(snapped("preset=card&dpr=1.9&q=60&format=webp"))
                .isEqualTo("w=802&h=602&crop=1,2,3,4&bg=f0f&format=webp&q=75");
        assertThat(refusal("preset=card&w=5")).contains("Only dpr, format and q", "not w");
        RenditionPolicy presets = Policies.policy("{mode: presets, presets: {card: w=401}}");
        assertThat(wanted(presets, "preset=card&dpr=0.2").transform().resize().width())
                .contains(201);
        Fault none = catchThrowableOfType(Fault.class, () -> wanted(presets, "w=400"));
        assertThat(none.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
        Fault unknown = catchThrowableOfType(Fault.class, () -> wanted(presets, "preset=crad"));
        assertThat(unknown.kind()).isEqualTo(Fault.Kind.INVALID);
        assertThat(unknown.message()).contains("Did you mean card?");
    }

    @Test
    void what_is_open_is_open_within_limits() {
        RenditionPolicy open = Policies.policy("{mode: open, max-pixels: 1000000}");
        assertThat(wanted(open, "w=1000&h=1000&crop=1,2,3,4")
                        .transform()
                        .resize()
                        .width())
                .contains(1000);
        Fault large = catchThrowableOfType(Fault.class, () -> wanted(open, "w=1000&h=1001"));
        assertThat(large.kind()).isEqualTo(Fault.Kind.FORBIDDEN);
        assertThat(large.message()).contains("1001000");
        assertThat(open.ofRule("w=399", Hints.NONE).transform().resize().width())
                .contains(399);
    }

    @Test
    void an_answer_says_what_it_depends_on() {
        assertThat(wanted(policy, "w=400&format=auto").vary()).containsExactly("Accept");
        assertThat(wanted(policy, "w=400&format=auto").negotiated()).isTrue();
        assertThat(wanted(policy, "w=400&format=webp").vary()).isEmpty();
        assertThat(policy.of("/a.jpg", "v=3", Hints.NONE, Instant.EPOCH)).isEmpty();
    }

    /** All that clients may ask of a small ladder, by trying. */
    @Test
    void one_image_has_no_more_renditions_than_are_counted() {
        Set<String> seen = new HashSet<>();
        List<String> sizes = new ArrayList<>(List.of("", "&w=1", "&w=150", "&h=1", "&h=150"));
        for (int w : new int[] {1, 60, 101, 150, 250}) {
            for (int h : new int[] {1, 30, 60, 101, 150, 250}) {
                for (String fit : List.of("contain", "fill", "inside", "scale-down")) {
                    sizes.add("&w=" + w + "&h=" + h + "&fit=" + fit);
                }
                for (String position : List.of(
                        "centre",
                        "top",
                        "top-right",
                        "right",
                        "bottom-right",
                        "bottom",
                        "bottom-left",
                        "left",
                        "top-left",
                        "attention",
                        "entropy",
                        "0.3,0.3",
                        "0.9,0.2")) {
                    sizes.add("&w=" + w + "&h=" + h + "&position=" + position);
                }
            }
        }
        List<String> effects = List.of(
                "",
                "&rotate=90",
                "&rotate=180",
                "&rotate=270",
                "&flip=h",
                "&flip=v",
                "&flip=both",
                "&blur=1",
                "&blur=9",
                "&sharpen=3",
                "&bg=fff",
                "&trim",
                "&enlarge");
        List<String> outputs =
                List.of("", "&format=jpeg", "&format=png", "&format=webp", "&format=avif", "&format=gif");
        for (String size : sizes) {
            for (String effect : effects) {
                for (String output : outputs) {
                    for (String q : List.of("", "&q=3", "&q=90")) {
                        String query = size + effect + output + q;
                        if (!query.isEmpty()) {
                            seen.add(TransformQuery.of(wanted(tiny, query).transform())
                                    .text());
                        }
                    }
                }
            }
        }
        LadderSettings settings = Policies.settings("""
                ladder: {sides: [100, 200], shapes: ["1:1", "2:1"], qualities: [80], effects: true, blurs: [2], sharpens: [1], backgrounds: [fff]}
                """).ladder();
        assertThat(LadderCount.sizes(settings)).isEqualTo(1 + 2 + 2 + 2 * 2 * 15);
        assertThat((long) seen.size()).isLessThanOrEqualTo(LadderCount.ofLadder(settings, 0));
        assertThat((double) seen.size()).isCloseTo(LadderCount.ofLadder(settings, 0), Percentage.withPercentage(40));
    }

    @Test
    void the_documents_tell_the_count_of_the_defaults() throws Exception {
        LadderSettings settings = Policies.settings("{}").ladder();
        String page = Files.readString(Path.of("docs/renditions.md"));
        String few = "{shapes: ['1:1', '4:3', '3:2', '16:9'], effects: false}";
        LadderSettings small = Policies.settings("ladder: " + few).ladder();
        assertThat(page)
                .contains(
                        "%,d sizes".formatted(LadderCount.sizes(settings)),
                        "%,d renditions".formatted(LadderCount.ofLadder(settings, 0)),
                        "%,d with four shapes".formatted(LadderCount.ofLadder(small, 0)),
                        "%,d for each preset".formatted(LadderCount.ofPresets(settings, 1)));
    }
}
