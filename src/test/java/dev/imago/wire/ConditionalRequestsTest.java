package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every conditional request of RFC 9110 §13, with the precedence of §13.2.2. */
final class ConditionalRequestsTest {
    private static final String BEFORE = "Fri, 02 Jan 2026 03:04:04 GMT";
    private static final String SAME = Site.TAKEN_TEXT;
    private static final String AFTER = "Fri, 02 Jan 2026 03:04:06 GMT";

    /** Fields, with E for the image's entity tag, and the status that they lead to. */
    private static final List<List<String>> CASES = List.of(
            List.of("200"),
            List.of("304", "If-None-Match: E"),
            List.of("304", "If-None-Match: W/E"),
            List.of("304", "If-None-Match: \"x\", W/\"y\" , E"),
            List.of("304", "If-None-Match: \"x\"", "If-None-Match: E"),
            List.of("304", "If-None-Match: *"),
            List.of("200", "If-None-Match: \"x\""),
            List.of("200", "If-None-Match: nonsense"),
            List.of("200", "If-Match: E"),
            List.of("200", "If-Match: \"x\", E"),
            List.of("200", "If-Match: *"),
            List.of("412", "If-Match: W/E"),
            List.of("412", "If-Match: \"x\", \"y\""),
            List.of("412", "If-Match: nonsense"),
            List.of("304", "If-Modified-Since: " + SAME),
            List.of("304", "If-Modified-Since: " + AFTER),
            List.of("200", "If-Modified-Since: " + BEFORE),
            List.of("304", "If-Modified-Since: Friday, 02-Jan-26 03:04:05 GMT"),
            List.of("304", "If-Modified-Since: Fri Jan  2 03:04:05 2026"),
            List.of("200", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
            List.of("200", "If-Modified-Since: yesterday"),
            List.of("200", "If-Modified-Since: " + AFTER, "If-Modified-Since: " + AFTER),
            List.of("200", "If-Unmodified-Since: " + SAME),
            List.of("200", "If-Unmodified-Since: " + AFTER),
            List.of("412", "If-Unmodified-Since: " + BEFORE),
            List.of("412", "If-Unmodified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
            List.of("200", "If-Unmodified-Since: 2026-01-01"),
            // An entity tag beside a date: the date does not count.
            List.of("200", "If-Match: E", "If-Unmodified-Since: " + BEFORE),
            List.of("412", "If-Match: \"x\"", "If-Unmodified-Since: " + AFTER),
            List.of("200", "If-None-Match: \"x\"", "If-Modified-Since: " + AFTER),
            List.of("304", "If-None-Match: E", "If-Modified-Since: " + BEFORE),
            // What asks for a version goes before what asks for another than a version.
            List.of("412", "If-Match: \"x\"", "If-None-Match: E"),
            List.of("412", "If-Unmodified-Since: " + BEFORE, "If-None-Match: E"),
            List.of("412", "If-Unmodified-Since: " + BEFORE, "If-Modified-Since: " + AFTER),
            List.of("304", "If-Match: E", "If-None-Match: E"),
            List.of("304", "If-Match: E", "If-Modified-Since: " + SAME),
            List.of("304", "If-Unmodified-Since: " + SAME, "If-Modified-Since: " + SAME));

    @TempDir
    static Path base;

    private static Site site;
    private static String etag;

    @BeforeAll
    static void serve() throws Exception {
        site = new Site(base).with("qa/dogs.jpg", Site.photo("dogs.jpg")).start("");
        etag = site.get("/qa/dogs.jpg").field("etag").orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_get_and_a_head_are_answered_as_their_conditions_ask(Wire wire) throws Exception {
        for (List<String> one : CASES) {
            String[] fields = fields(one);
            for (String method : List.of("GET", "HEAD")) {
                Reply reply = site.send(wire, method, "/qa/dogs.jpg", fields);
                String what = method + " " + Arrays.toString(fields);
                assertThat(reply.status()).as(what).isEqualTo(Integer.parseInt(one.getFirst()));
                assertThat(reply.field("etag").orElse(etag)).as(what).isEqualTo(etag);
                if (reply.status() == 200 && method.equals("GET")) {
                    assertThat(reply.body()).as(what).isEqualTo(Site.photo("dogs.jpg"));
                } else if (reply.status() == 412) {
                    assertThat(reply.field("content-type")).contains("application/problem+json");
                    assertThat(reply.field("cache-control")).contains("no-store");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void conditions_come_before_ranges(Wire wire) throws Exception {
        for (List<String> one : CASES) {
            String[] fields = Arrays.copyOf(fields(one), one.size());
            fields[fields.length - 1] = "Range: bytes=5-9";
            int expected = one.getFirst().equals("200") ? 206 : Integer.parseInt(one.getFirst());
            Reply reply = site.send(wire, "GET", "/qa/dogs.jpg", fields);
            assertThat(reply.status()).as(Arrays.toString(fields)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void there_is_no_condition_on_what_is_not_there_or_not_read(Wire wire) throws Exception {
        for (String field : List.of("If-Match: *", "If-Match: \"x\"", "If-None-Match: *")) {
            assertThat(site.send(wire, "GET", "/qa/none.jpg", field).status()).isEqualTo(404);
            assertThat(site.send(wire, "OPTIONS", "/qa/dogs.jpg", field).status())
                    .isEqualTo(204);
            assertThat(site.send(wire, "DELETE", "/qa/dogs.jpg", field).status())
                    .isEqualTo(405);
        }
    }

    private static String[] fields(List<String> one) {
        return one.stream().skip(1).map(field -> field.replace("E", etag)).toArray(String[]::new);
    }
}
