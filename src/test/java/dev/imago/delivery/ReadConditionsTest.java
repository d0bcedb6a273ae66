package dev.imago.delivery;

import static dev.imago.delivery.ReadConditions.Outcome.FAILED;
import static dev.imago.delivery.ReadConditions.Outcome.NOT_MODIFIED;
import static dev.imago.delivery.ReadConditions.Outcome.PROCEED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** RFC 9110 §13, case by case. */
final class ReadConditionsTest {
    private static final String ETAG = "\"abc\"";
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String SAME = "Fri, 02 Jan 2026 03:04:05 GMT";
    private static final String BEFORE = "Fri, 02 Jan 2026 03:04:04 GMT";
    private static final String AFTER = "Fri, 02 Jan 2026 03:04:06 GMT";

    @Test
    void without_conditions_the_request_proceeds() {
        assertThat(outcome()).isEqualTo(PROCEED);
    }

    @Test
    void if_none_match_compares_weakly() {
        assertThat(outcome("If-None-Match", ETAG)).isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-None-Match", "W/" + ETAG)).isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-None-Match", "\"x\", " + ETAG)).isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-None-Match", "*")).isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-None-Match", "\"x,abc\"")).isEqualTo(PROCEED);
    }

    @Test
    void if_match_compares_strongly() {
        assertThat(outcome("If-Match", ETAG)).isEqualTo(PROCEED);
        assertThat(outcome("If-Match", "*")).isEqualTo(PROCEED);
        assertThat(outcome("If-Match", "W/" + ETAG)).isEqualTo(FAILED);
        assertThat(outcome("If-Match", "\"x\"")).isEqualTo(FAILED);
    }

    @Test
    void dates_are_compared_to_the_second() {
        assertThat(outcome("If-Modified-Since", SAME)).isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-Modified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(outcome("If-Unmodified-Since", SAME)).isEqualTo(PROCEED);
        assertThat(outcome("If-Unmodified-Since", BEFORE)).isEqualTo(FAILED);
    }

    @Test
    void entity_tags_take_precedence_over_dates() {
        assertThat(outcome("If-None-Match", "\"x\"", "If-Modified-Since", AFTER))
                .isEqualTo(PROCEED);
        assertThat(outcome("If-Match", ETAG, "If-Unmodified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(outcome("If-Match", "\"x\"", "If-None-Match", ETAG)).isEqualTo(FAILED);
    }

    @Test
    void obsolete_dates_are_read_and_nonsense_is_ignored() {
        assertThat(outcome("If-Modified-Since", "Friday, 02-Jan-26 03:04:05 GMT"))
                .isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-Modified-Since", "Fri Jan  2 03:04:05 2026")).isEqualTo(NOT_MODIFIED);
        assertThat(outcome("If-Modified-Since", "yesterday")).isEqualTo(PROCEED);
        assertThat(HttpDate.read("Sunday, 06-Nov-94 08:49:37 GMT")).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @Test
    void if_range_needs_exactly_this_version() {
        assertThat(rangeApplies(ETAG)).isTrue();
        assertThat(rangeApplies("W/" + ETAG)).isFalse();
        assertThat(rangeApplies(SAME)).isTrue();
        assertThat(rangeApplies(AFTER)).isFalse();
        assertThat(rangeApplies("nonsense")).isFalse();
    }

    @Test
    void if_range_with_a_date_needs_the_second_that_it_names_to_be_over() {
        assertThat(rangeApplies(SAME, Instant.parse("2026-01-02T03:04:05.999Z")))
                .isFalse();
        assertThat(rangeApplies(SAME, Instant.parse("2026-01-02T03:04:06Z"))).isTrue();
        assertThat(rangeApplies(ETAG, Instant.parse("2026-01-02T03:04:05.999Z")))
                .isTrue();
    }

    private static boolean rangeApplies(String ifRange) {
        return rangeApplies(ifRange, Instant.parse("2026-02-01T00:00:00Z"));
    }

    private static boolean rangeApplies(String ifRange, Instant now) {
        return ReadConditions.rangeApplies(FakeRequest.get("/a").with("If-Range", ifRange), ETAG, MODIFIED, now);
    }

    private static ReadConditions.Outcome outcome(String... namesAndValues) {
        FakeRequest request = FakeRequest.get("/a");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            request = request.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return ReadConditions.evaluate(request, ETAG, MODIFIED);
    }
}
