package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.delivery.ReadConditions.Outcome;
import dev.imago.fuzz.Input;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Conditional requests: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range, a line each. */
final class ConditionFuzz {
    private static final String ETAG = "\"75831247\"";
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");

    @FuzzTest
    void conditions_hold_by_the_very_tag_or_a_date_only_and_dates_that_are_read_are_written_the_same(byte[] bytes) {
        List<String> lines = Input.latin1(bytes).lines(5);
        for (String line : lines) {
            HttpDate.read(line)
                    .ifPresent(time ->
                            assertThat(HttpDate.read(HttpDate.write(time))).contains(time));
            boolean named = line.contains(ETAG) || line.strip().equals("*");
            assertThat(EntityTags.weakMatch(line, ETAG)).isIn(named, false);
            assertThat(EntityTags.strongMatch(line, ETAG)).isIn(EntityTags.weakMatch(line, ETAG), false);
            if (EntityTags.strongMatch(line, ETAG) && !line.strip().equals("*")) {
                assertThat(line.replace("W/" + ETAG, "")).contains(ETAG);
            }
        }
        FakeRequest request = FakeRequest.get("/a.jpg")
                .with("If-Match", lines.get(0))
                .with("If-None-Match", lines.get(1))
                .with("If-Modified-Since", lines.get(2))
                .with("If-Unmodified-Since", lines.get(3))
                .with("If-Range", lines.get(4));
        Outcome outcome = ReadConditions.evaluate(request, ETAG, MODIFIED);
        assertThat(outcome == Outcome.FAILED).isEqualTo(!EntityTags.strongMatch(lines.get(0), ETAG));
        if (outcome == Outcome.NOT_MODIFIED) {
            assertThat(EntityTags.weakMatch(lines.get(1), ETAG)).isTrue();
        }
        if (ReadConditions.rangeApplies(request, ETAG, MODIFIED, MODIFIED.plusSeconds(60))) {
            assertThat(lines.get(4).strip()).matches(Pattern.quote(ETAG) + "|(?s).*02.*03:04:05.*|(?s).*2 03:04:05.*|");
        }
    }
}
