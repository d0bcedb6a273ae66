package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Setting;
import dev.imago.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LegacyRulesTest {
    private static final String DOCUMENTED = """
            legacy:
              - {address: "{name}.{ext}_{w}x{h}.{other}", image: "{name}.{ext}", query: "w={w}&h={h}&fit=cover"}
              - {address: "{name}_{w}x{h}.{ext}", image: "{name}.{ext}", query: "w={w}&h={h}&fit=cover"}
              - {address: "{name}-thumb.{ext}", image: "{name}.{ext}", query: preset=thumb}
              - {address: "/thumbs/{w}/{path}", image: "/{path}", query: "w={w}"}
            """;

    @TempDir
    Path directory;

    /** As a route will have them. */
    record Holder(@Setting(doc = "Rules for old addresses.") List<LegacyRule> legacy) {}

    private LegacyRules rules(String yaml) throws ConfigException, IOException {
        Path file = Files.writeString(directory.resolve("imago.yaml"), yaml);
        return new LegacyRules(
                Configurations.read(Holder.class, Sources.file(file)).settings().legacy());
    }

    private static LegacyRules rule(String address, String image, String query) {
        return new LegacyRules(List.of(new LegacyRule(address, image, query)));
    }

    private static String of(LegacyRules rules, String path) {
        return rules.of(path)
                .map(legacy -> legacy.path() + "?" + legacy.query())
                .orElse("none");
    }

    @Test
    void old_addresses_are_renditions_of_their_image() throws Exception {
        LegacyRules rules = rules(DOCUMENTED);
        assertThat(of(rules, "/upload/qa/test_200x200.jpg")).isEqualTo("/upload/qa/test.jpg?w=200&h=200&fit=cover");
        assertThat(of(rules, "/upload/qa/test.jpg_400x300.jpg")).isEqualTo("/upload/qa/test.jpg?w=400&h=300&fit=cover");
        assertThat(of(rules, "/upload/qa/test.png_400x300.jpg")).isEqualTo("/upload/qa/test.png?w=400&h=300&fit=cover");
        assertThat(of(rules, "/test-thumb.jpg")).isEqualTo("/test.jpg?preset=thumb");
        assertThat(of(rules, "/thumbs/200/upload/qa/test.jpg")).isEqualTo("/upload/qa/test.jpg?w=200");
        assertThat(of(rules, "/a_b_1x2_3x4.jpg")).isEqualTo("/a_b_1x2.jpg?w=3&h=4&fit=cover");
        assertThat(of(rules, "/日 本_20x30.webp")).isEqualTo("/日 本.webp?w=20&h=30&fit=cover");
    }

    @Test
    void other_addresses_are_left_alone() throws Exception {
        LegacyRules rules = rules(DOCUMENTED);
        for (String path : List.of(
                "/test.jpg",
                "/test_x200.jpg",
                "/test_200x.jpg",
                "/_200x200.jpg",
                "/test_200x200.",
                "/test_200x200",
                "/test_200x２.jpg",
                "/-thumb.jpg",
                "/thumbs/200/",
                "/thumbs/x/test.jpg",
                "/x/thumbs/200/test.jpg",
                "/test-thumb/a.jpg",
                "/",
                "/test_200x200.jp/g")) {
            assertThat(of(rules, path)).as(path).isEqualTo("none");
        }
    }

    @Test
    void what_a_wildcard_took_cannot_add_parameters_or_lead_elsewhere() {
        LegacyRules presets = rule("/p/{preset}/{path}", "/{path}", "preset={preset}");
        assertThat(of(presets, "/p/a&w=1#%/b.jpg")).isEqualTo("/b.jpg?preset=a%26w%3D1%23%25");
        assertThat(of(presets, "/p/$1\\/b.jpg")).isEqualTo("/b.jpg?preset=%241%5C");
        assertThat(of(presets, "/p/a//b.jpg")).isEqualTo("none");
        assertThat(of(rule("/x-{name}/{path}", "/{name}/{path}", "w=1"), "/x-../b.jpg"))
                .isEqualTo("none");
    }

    @Test
    void a_rule_that_leads_to_the_same_address_is_none() {
        assertThat(of(rule("{name}.{ext}", "{name}.{ext}", "w=1"), "/a.jpg")).isEqualTo("none");
    }

    @Test
    void the_first_rule_that_matches_wins() {
        var one = new LegacyRule("{name}-s.{ext}", "{name}.{ext}", "w=1");
        var two = new LegacyRule("{name}-{size}.{ext}", "{name}.{ext}", "preset={size}");
        assertThat(of(new LegacyRules(List.of(one, two)), "/a-s.jpg")).isEqualTo("/a.jpg?w=1");
        assertThat(of(new LegacyRules(List.of(two, one)), "/a-s.jpg")).isEqualTo("/a.jpg?preset=s");
    }

    @Test
    void a_rule_that_cannot_be_is_refused_at_its_place() {
        assertThat(refusal("{name}{w}.jpg", "{name}.jpg", "w={w}"))
                .contains("legacy[0].address", "between its wildcards");
        assertThat(refusal("{name}_{name}.jpg", "{name}.jpg", "w=1")).contains("{name} once");
        assertThat(refusal("thumb.jpg", "a.jpg", "w=1")).contains("1 to 8 wildcards");
        assertThat(refusal("{Name}.jpg", "a.jpg", "w=1")).contains("1 to 8 wildcards");
        assertThat(refusal("{name}-{w.jpg", "a.jpg", "w=1")).contains("1 to 8 wildcards");
        assertThat(refusal("{name}-t.jpg", "{nam}.jpg", "w={w}"))
                .contains("legacy[0].image", "legacy[0].query", "not {w}");
        assertThat(refusal("/t/{path}", "{path}", "w=1")).contains("legacy[0].image", "begins with /");
        assertThat(refusal("{name}-t.jpg", "/{name}.jpg", "w=1")).contains("a file's name");
    }

    private String refusal(String address, String image, String query) {
        String yaml = "legacy: [{address: '%s', image: '%s', query: '%s'}]".formatted(address, image, query);
        return catchThrowableOfType(ConfigException.class, () -> rules(yaml)).getMessage();
    }

    @Test
    void takes_what_an_expression_with_greedy_groups_takes() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = "{a}" + text(random, 1) + "{w}" + text(random, 1)
                    + (random.nextBoolean() ? "{path}" : "{b}" + text(random, 0));
            String path = "/" + text(random, 2) + text(random, 2) + text(random, 2) + text(random, 2);
            String regex = Pattern.quote(pattern)
                    .replace("{a}", "\\E(?<a>[^/]+)\\Q")
                    .replace("{w}", "\\E(?<w>[0-9]+)\\Q")
                    .replace("{b}", "\\E(?<b>[^/]+)\\Q")
                    .replace("{path}", "\\E(?<path>.+)\\Q");
            Matcher matcher = Pattern.compile(regex).matcher(path.substring(1));
            Optional<Map<String, String>> expected = Optional.empty();
            if (matcher.matches()) {
                var taken = new HashMap<String, String>();
                matcher.namedGroups().keySet().forEach(name -> taken.put(name, matcher.group(name)));
                expected = Optional.of(taken);
                matches++;
            }
            assertThat(NamedPattern.parse(pattern).match(path.substring(1)))
                    .as("seed %s: %s of %s", seed, path, pattern)
                    .isEqualTo(expected);
        }
        assertThat(matches).isGreaterThan(60);
    }

    private static String text(Random random, int least) {
        var text = new StringBuilder();
        for (int length = least + random.nextInt(2); length > 0; length--) {
            text.append("x1_/.2".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    @Test
    void a_path_made_to_be_tried_in_every_way_is_refused_soon() {
        LegacyRules rules = rule("{a}_{b}_{c}_{d}_{e}_{f}_{g}.{ext}", "{a}.{ext}", "w=1");
        String path = "/" + "_".repeat(8_000);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(of(rules, path)).isEqualTo("none");
                assertThat(of(rules, path + "!")).isEqualTo("none");
            }
        });
    }

    @Test
    void random_paths_do_no_harm() throws Exception {
        LegacyRules rules = rules(DOCUMENTED);
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            var path = new StringBuilder("/");
            for (int length = random.nextInt(12); length > 0; length--) {
                path.append("a/_x.1-{}\\\u0000\ud800".charAt(random.nextInt(12)));
            }
            assertThat(rules.of(path.toString()))
                    .satisfiesAnyOf(
                            legacy -> assertThat(legacy).isEmpty(),
                            legacy -> assertThat(legacy.orElseThrow().path()).startsWith("/"));
        }
    }
}
