package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PathPatternTest {
    @Test
    void a_path_made_to_be_tried_in_every_way_is_refused_soon() {
        String path = "/" + "a".repeat(8_000);
        PathPattern pattern = PathPattern.parse("/**a**a**a**b");
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(pattern.match(path + "cb")).isPresent());
        PathPattern never = PathPattern.parse("/**a**a**ca**b");
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(never.match(path + "b")).isEmpty());
    }

    @Test
    void only_a_pattern_that_takes_all_behind_a_text_is_a_prefix() {
        assertThat(PathPattern.parse("/upload/**").prefix()).contains("/upload/");
        assertThat(PathPattern.ANY.prefix()).contains("/");
        for (String more :
                List.of("/upload/*", "/upload/a.jpg", "/**.jpg", "/*/**", "/a**b**", "~ ^/upload/", "~ .*")) {
            assertThat(PathPattern.parse(more).prefix()).as(more).isEmpty();
        }
    }

    @Test
    void captures_what_an_expression_with_greedy_groups_does() {
        var random = new Random(7);
        int matches = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = "/" + text(random, List.of("a", "b", "/", "*", "**"), 6);
            String path = "/" + text(random, List.of("a", "b", "/"), 9);
            if (pattern.replace("**", "*").chars().filter(c -> c == '*').count() > 4 || pattern.contains("***")) {
                continue;
            }
            Optional<List<String>> expected = expected(pattern, path);
            assertThat(PathPattern.parse(pattern).match(path))
                    .as("%s of %s", path, pattern)
                    .isEqualTo(expected);
            matches += expected.isPresent() ? 1 : 0;
        }
        assertThat(matches).isGreaterThan(1_000);
    }

    private static String text(Random random, List<String> parts, int most) {
        var text = new StringBuilder();
        for (int length = random.nextInt(most); length > 0; length--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    private static Optional<List<String>> expected(String pattern, String path) {
        String regex = pattern.replace("**", "\u0001").replace("*", "([^/]*)").replace("\u0001", "(.*)");
        Matcher matcher = Pattern.compile(regex).matcher(path);
        return matcher.matches()
                ? Optional.of(IntStream.rangeClosed(1, matcher.groupCount())
                        .mapToObj(matcher::group)
                        .toList())
                : Optional.empty();
    }

    @Test
    void patterns_meet_if_some_path_matches_both() {
        for (String[] meeting : new String[][] {
            {"/**", "/a/b"}, {"/*/c", "/b/*"}, {"/a*", "/*b"}, {"/a/**", "/**/b"}, {"/a**c", "/ab/*"}, {"/x", "/x"}
        }) {
            assertMeeting(meeting[0], meeting[1], true);
        }
        for (String[] apart : new String[][] {
            {"/a/**", "/b/**"},
            {"/*", "/a/b"},
            {"/*.jpg", "/img/**"},
            {"/x", "/y"},
            {"/a*", "/b*"},
            {"/**.png", "/**.jpg"}
        }) {
            assertMeeting(apart[0], apart[1], false);
        }
    }

    private static void assertMeeting(String one, String other, boolean meeting) {
        assertThat(PathPattern.parse(one).meets(PathPattern.parse(other)))
                .as(one + " and " + other)
                .isEqualTo(meeting);
        assertThat(PathPattern.parse(other).meets(PathPattern.parse(one)))
                .as(other + " and " + one)
                .isEqualTo(meeting);
    }
}
