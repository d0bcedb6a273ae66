package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-9|0+10",
                "bytes=90-|90+10",
                "bytes=90-1000|90+10",
                "bytes=-10|90+10",
                "bytes=-1000|0+100",
                "Bytes=0-0|0+1",
                "bytes= 0-0 , 5-6|0+1 5+2",
                "bytes=50-59,0-9|50+10 0+10",
                "bytes=0-9,5-20|0+21",
                "bytes=0-9,10-19|0+20",
                "bytes=0-9,200-300|0+10",
                "bytes=0-99999999999999999999999|0+100",
                "bytes=100-|unsatisfiable",
                "bytes=-0|unsatisfiable",
                "bytes=100-200,300-|unsatisfiable",
                "bytes=|whole",
                "bytes=,|whole",
                "bytes=a-b|whole",
                "bytes=9-0|whole",
                "bytes=-|whole",
                "bytes=5|whole",
                "bytes=--5|whole",
                "bytes=+1-2|whole",
                "items=0-9|whole",
                "0-9|whole",
            })
    void a_range_field_is_understood(String field, String expected) {
        assertThat(text(Ranges.parse(field, 100))).isEqualTo(expected);
    }

    @Test
    void a_flood_of_ranges_is_ignored() {
        String many = "bytes=" + "0-0,".repeat(1000) + "1-1";
        assertThat(text(Ranges.parse(many, 100))).isEqualTo("whole");
    }

    @Test
    void an_empty_image_has_no_satisfiable_range() {
        assertThat(text(Ranges.parse("bytes=0-", 0))).isEqualTo("unsatisfiable");
        assertThat(text(Ranges.parse("bytes=-5", 0))).isEqualTo("unsatisfiable");
    }

    private static String text(Ranges ranges) {
        return switch (ranges) {
            case Ranges.Whole whole -> "whole";
            case Ranges.Unsatisfiable none -> "unsatisfiable";
            case Ranges.Some some ->
                some.ranges().stream()
                        .map(range -> range.offset() + "+" + range.length())
                        .collect(Collectors.joining(" "));
        };
    }
}
