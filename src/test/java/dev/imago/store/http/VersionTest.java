package dev.imago.store.http;

import static dev.imago.store.http.LifetimeTest.fields;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VersionTest {
    private static final String DATE = "Date: Tue, 06 Jan 2026 10:00:00 GMT";
    private static final String BEFORE = "Last-Modified: Tue, 06 Jan 2026 09:59:59 GMT";
    private static final String NOW = "Last-Modified: Tue, 06 Jan 2026 10:00:00 GMT";
    private static final String LENGTH = "Content-Length: 10";

    private static Optional<Version> version(String... lines) {
        return Version.of(fields(lines), Duration.ZERO);
    }

    private static String validator(String... lines) {
        return version(lines).orElseThrow().stat().validator();
    }

    @Test
    void a_strong_tag_goes_before_a_time() {
        assertThat(validator("ETag: \"a\"", LENGTH))
                .isEqualTo(validator("ETag: \"a\"", BEFORE, DATE, LENGTH))
                .isNotEqualTo(validator("ETag: \"b\"", LENGTH))
                .isNotEqualTo(validator("ETag: \"a\"", "Content-Length: 11"));
        assertThat(version("ETag: \"a\"", LENGTH).orElseThrow().condition().orElseThrow())
                .containsExactly("If-Match", "\"a\"");
    }

    @Test
    void a_time_counts_with_its_length_and_only_once_its_second_is_over() {
        assertThat(validator(BEFORE, DATE, LENGTH)).isEqualTo(validator(BEFORE, LENGTH));
        assertThat(validator(BEFORE, DATE, LENGTH)).isNotEqualTo(validator(BEFORE, DATE, "Content-Length: 11"));
        assertThat(version(NOW, DATE, LENGTH)).isEmpty();
        assertThat(version(BEFORE, DATE, LENGTH).orElseThrow().condition().orElseThrow())
                .containsExactly("If-Unmodified-Since", "Tue, 06 Jan 2026 09:59:59 GMT");
    }

    @Test
    void a_weak_tag_and_what_says_nothing_tell_no_version() {
        assertThat(version("ETag: W/\"a\"", LENGTH)).isEmpty();
        assertThat(version(LENGTH, DATE)).isEmpty();
        assertThat(version("ETag: \"a\"")).isEmpty();
        assertThat(version("ETag: \"a\"", "Content-Length: -1")).isEmpty();
        assertThat(version("Last-Modified: yesterday", LENGTH)).isEmpty();
    }

    @Test
    void a_tag_of_this_second_is_another_version_to_every_later_look() {
        Version young = version("ETag: \"a\"", NOW, DATE, LENGTH).orElseThrow();
        Version old = version("ETag: \"a\"", NOW, "Date: Tue, 06 Jan 2026 10:00:01 GMT", LENGTH)
                .orElseThrow();
        assertThat(young.stat().validator()).isNotEqualTo(old.stat().validator());
        assertThat(young.isSurely(young)).isFalse();
        assertThat(young.isSurely(old)).isFalse();
        assertThat(old.isSurely(old)).isTrue();
    }

    @Test
    void a_part_tells_the_size_of_the_whole() {
        Version part = version("ETag: \"a\"", "Content-Range: bytes 2-4/10", "Content-Length: 3")
                .orElseThrow();
        assertThat(part.size()).isEqualTo(10);
        assertThat(part.isSurely(version("ETag: \"a\"", LENGTH).orElseThrow())).isTrue();
        assertThat(ContentRange.parse("bytes 2-4/10").orElseThrow().length()).isEqualTo(3);
        for (String wrong : new String[] {
            "bytes */10",
            "bytes 2-4/*",
            "bytes 4-2/10",
            "bytes 0-10/10",
            "items 0-1/2",
            "bytes 0-99999999999999999999/1"
        }) {
            assertThat(ContentRange.parse(wrong)).as(wrong).isEmpty();
        }
    }
}
