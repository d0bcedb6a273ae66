package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.config.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule wants beside host and path, and what is taken of it. */
final class ConditionsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            delimiter = '|',
            value = {
                "*|3|true",
                "*|''|true",
                "*|absent|false",
                "!*|absent|true",
                "!*|3|false",
                "3|3|true",
                "3|33|false",
                "!3|33|true",
                "!3|absent|true",
                "Moz*lla|Mozilla|true",
                "*Mobile*|a Mobile b|true",
                "*Mobile*|a mobile b|false",
                "a*a|a|false",
                "a*b*c|abbc|true",
                "a*b*bc|abc|false",
                "~ ^[0-9]+$|123|true",
                "~ ^[0-9]+$|12a|false",
                "~* mobile|a MOBILE b|true",
                "!~* bot|Googlebot|false",
                "!~* bot|Mozilla|true",
                "!~* bot|absent|true",
            })
    void a_value_is_like_its_pattern_or_not(String pattern, @Nullable String value, boolean like) {
        assertThat(ValuePattern.parse(pattern).matches(Optional.ofNullable(value)))
                .isEqualTo(like);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~ \\.JPG$|/a/B.JPG|true",
                "~ \\.JPG$|/a/B.jpg|false",
                "~* \\.jpe?g$|/a/B.JPEG|true",
                "~ ^/pic/(\\d+)/|/pic/12/a|true",
                "~ ^/pic/(\\d+)/|/x/pic/12/a|false",
                "/pic/**|/pic/a/b|true",
                "/pic/*|/pic/a/b|false",
            })
    void a_path_matches_a_glob_or_an_expression(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse(pattern).match(path).isPresent()).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~ (a", "~ ", "~ (?=a)b", "~ (a)\\1", "~ ((a{100}){100}){100}", "~ [", "x"})
    void an_expression_that_cannot_be_or_could_be_a_burden_is_refused(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a");
    }

    @Test
    void an_expression_that_would_backtrack_for_ever_is_through_at_once() {
        PathPattern pattern = PathPattern.parse("~ ^/(a+)+$");
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(pattern.match("/" + "a".repeat(4_000) + "!")).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        assertThat(pattern.match("/" + "a".repeat(5_000)))
                .as("a text that is longer than any key")
                .isEmpty();
    }

    @Test
    void captures_go_into_the_rewritten_path_by_number_and_by_name() {
        assertThat(key(rewritten("~ ^/p/(?P<year>\\d{4})/(.+)\\.JPG$", "/${year}/$2.jpg", Map.of()), "/p/2024/a/b.JPG"))
                .isEqualTo("2024/a/b.jpg");
        assertThat(key(
                        rewritten("/img.php", "/upload/${arg_id}.jpg", Map.of("id", "~ ^[0-9]+$")),
                        "/img.php?x=1&id=7&id=8"))
                .isEqualTo("upload/7.jpg");
        assertThat(key(rewritten("/img.php", "/upload/${arg_f}", Map.of("f", "*")), "/img.php?f=a+b%2Fc.jpg"))
                .isEqualTo("upload/a b/c.jpg");
    }

    @Test
    void a_reference_to_nothing_is_known_before_it_is_used() {
        PathPattern path = PathPattern.parse("~ ^/(?P<a>x)/(y)");
        Conditions when = conditions(Map.of("id", "*", "not", "!*"));
        assertThat(new Rewrite("/$1/$2/${a}/${arg_id}").unknown(path, when)).isEmpty();
        assertThat(new Rewrite("/$3/${b}/${arg_not}/${arg_other}").unknown(path, when))
                .containsExactly("3", "b", "arg_not", "arg_other");
    }

    @Test
    void rules_that_go_on_leave_the_new_path_to_those_behind_only() {
        var router = new Router<>(List.of(
                route("lower", "~ ^/(.*)\\.JPG$", new Action.GoOn(new Rewrite("/$1.jpg")), Conditions.NONE),
                route("pic", "/pic/**", new Action.Serve(Optional.of(new Rewrite("/upload/$1"))), Conditions.NONE),
                route("back", "/**", new Action.GoOn(new Rewrite("/pic/$1")), Conditions.NONE),
                route("rest", "/pic/**", new Action.Serve(Optional.empty()), Conditions.NONE)));
        assertThat(key(router, "/pic/A.JPG")).isEqualTo("upload/A.jpg");
        assertThat(key(router, "/x.gif")).isEqualTo("pic/x.gif");
    }

    @Test
    void what_depends_on_header_fields_or_the_client_says_so_for_all_who_ask() {
        var mobile = new Conditions(
                Map.of(),
                Map.of("User-Agent", ValuePattern.parse("~* mobile"), "Save-Data", ValuePattern.parse("on")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var inside = new Conditions(
                Map.of(),
                Map.of(),
                List.of(Network.parse("10.0.0.0/8")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var router = new Router<>(List.of(
                route("mobile", "/m/**", new Action.Serve(Optional.empty()), mobile),
                route("inside", "/m/i/**", new Action.Serve(Optional.empty()), inside),
                route("all", "/**", new Action.Serve(Optional.empty()), Conditions.NONE)));
        assertThat(dependence(router, "/x.jpg")).isEqualTo(Dependence.NONE);
        assertThat(dependence(router, "/m/x.jpg")).isEqualTo(new Dependence("save-data, user-agent", false, false));
        assertThat(dependence(router, "/m/i/x.jpg")).isEqualTo(new Dependence("save-data, user-agent", true, false));
        var phone = PlainRequest.parse(
                "/m/i/x.jpg", Optional.empty(), List.of("user-agent: Mobile", "save-data: on"), Optional.empty());
        assertThat(router.match(phone).orElseThrow().dependence())
                .isEqualTo(new Dependence("save-data, user-agent", false, false));
        var insider = PlainRequest.parse("/m/i/x.jpg", Optional.empty(), List.of(), Optional.of("10.1.2.3"));
        assertThat(router.match(insider).orElseThrow().route().name()).isEqualTo("inside");
        assertThat(router.seenOf(phone)).isNotEqualTo(router.seenOf(insider));
    }

    @Test
    void parameters_that_no_rule_looks_at_make_no_other_address() {
        Router<String> router = rewritten("/img.php", "/upload/${arg_id}.jpg", Map.of("id", "*"));
        assertThat(seen(router, "/a?v=3")).isEqualTo(seen(router, "/a?v=4")).isEqualTo(seen(router, "/a"));
        assertThat(seen(router, "/a?id=3")).isNotEqualTo(seen(router, "/a?id=4"));
        var plain = new Router<>(List.of(route("all", "/**", new Action.Serve(Optional.empty()), Conditions.NONE)));
        assertThat(seen(plain, "/a?id=3")).isEmpty();
    }

    @Test
    void an_image_is_old_new_there_or_not() {
        Optional<Instant> weekOld = Optional.of(NOW.minus(Duration.ofDays(7)));
        assertThat(image("exists", "", "").hold(weekOld, NOW)).isTrue();
        assertThat(image("exists", "", "").hold(Optional.empty(), NOW)).isFalse();
        assertThat(image("missing", "", "").hold(weekOld, NOW)).isFalse();
        assertThat(image("missing", "", "").hold(Optional.empty(), NOW)).isTrue();
        assertThat(image("", "P6D", "").hold(weekOld, NOW)).isTrue();
        assertThat(image("", "P8D", "").hold(weekOld, NOW)).isFalse();
        assertThat(image("", "", "P8D").hold(weekOld, NOW)).isTrue();
        assertThat(image("", "", "P6D").hold(weekOld, NOW)).isFalse();
        assertThat(image("", "P6D", "").hold(Optional.empty(), NOW)).isFalse();
    }

    @Test
    void all_that_may_become_of_a_request_ends_with_what_needs_no_image() {
        var router = new Router<>(List.of(
                route("new", "/**", new Action.Serve(Optional.empty()), image("exists", "", "")),
                route("old", "/**", new Action.Gone(), image("missing", "", "")),
                route("rest", "/**", new Action.Serve(Optional.empty()), Conditions.NONE),
                route("never", "/**", new Action.Gone(), Conditions.NONE)));
        assertThat(router.possible(PlainRequest.of("h", "/a.jpg")))
                .extracting(match -> match.route().name())
                .containsExactly("new", "old", "rest");
    }

    private static Conditions image(String presence, String older, String newer) {
        return new Conditions(
                Map.of(),
                Map.of(),
                List.of(),
                Optional.of(presence)
                        .filter(text -> !text.isEmpty())
                        .map(text -> Conditions.Presence.valueOf(text.toUpperCase(Locale.ROOT))),
                Optional.of(older).filter(text -> !text.isEmpty()).map(Duration::parse),
                Optional.of(newer).filter(text -> !text.isEmpty()).map(Duration::parse));
    }

    private static Conditions conditions(Map<String, String> query) {
        var patterns = new HashMap<String, ValuePattern>();
        query.forEach((name, pattern) -> patterns.put(name, ValuePattern.parse(pattern)));
        return new Conditions(patterns, Map.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Router<String> rewritten(String path, String to, Map<String, String> query) {
        return new Router<>(List.of(
                route("r", path, new Action.Serve(Optional.of(new Rewrite(to))), conditions(query)),
                route("all", "/**", new Action.Serve(Optional.empty()), Conditions.NONE)));
    }

    private static Route<String> route(String name, String path, Action action, Conditions when) {
        return new Route<>(
                name, List.of(HostPattern.ANY), PathPattern.parse(path), when, action, NameRules.STRICT, name);
    }

    private static String key(Router<String> router, String target) {
        return router.match(PlainRequest.of("h", target)).orElseThrow().key().toString();
    }

    private static String seen(Router<String> router, String target) {
        return router.seenOf(PlainRequest.of("h", target));
    }

    private static Dependence dependence(Router<String> router, String target) {
        return router.match(PlainRequest.of("h", target)).orElseThrow().dependence();
    }
}
