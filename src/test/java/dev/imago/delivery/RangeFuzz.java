package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.store.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Range: the size in the first line, the field in the second. */
final class RangeFuzz {
    @FuzzTest
    void ranges_lie_within_the_image_do_not_overlap_and_are_never_more_than_the_image(byte[] bytes) {
        List<String> lines = Input.latin1(bytes).lines(2);
        String digits = lines.get(0).replaceAll("[^0-9]", "");
        long size = digits.isEmpty() ? 0 : Long.parseLong(digits.substring(0, Math.min(18, digits.length())));
        if (Ranges.parse(lines.get(1), size) instanceof Ranges.Some(List<ByteRange> ranges)) {
            assertThat(ranges).hasSizeBetween(1, Ranges.MOST_RANGES);
            var ordered = new ArrayList<>(ranges);
            ordered.sort(Comparator.comparingLong(ByteRange::offset));
            long end = -1;
            for (ByteRange range : ordered) {
                assertThat(range.length()).isPositive();
                assertThat(range.offset()).isGreaterThan(end);
                end = range.offset() + range.length();
                assertThat(end).isLessThanOrEqualTo(size);
            }
            assertThat(Ranges.parse(printed(ranges), size)).isEqualTo(new Ranges.Some(ranges));
        }
    }

    private static String printed(List<ByteRange> ranges) {
        return ranges.stream()
                .map(range -> range.offset() + "-" + (range.offset() + range.length() - 1))
                .collect(Collectors.joining(",", "bytes=", ""));
    }
}
