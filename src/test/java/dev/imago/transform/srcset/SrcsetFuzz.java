package dev.imago.transform.srcset;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.policy.Policies;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.query.TransformQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a page asks for: the query, several widths, sizes of HTML and a text, a line each. */
final class SrcsetFuzz {
    private static final RenditionPolicy OPEN = Policies.policy("mode: open");
    private static final RenditionPolicy LADDER = Policies.policy("presets: {card: 'w=400&fit=cover'}");
    private static final Dimensions LARGE = new Dimensions(4000, 3000);

    @FuzzTest
    void an_element_is_one_element_and_its_addresses_are_read_as_they_are_written(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(4);
        Optional<String> sizes = Optional.of(lines.get(2)).filter(text -> !text.isBlank());
        Input.unlessRefused(
                        Fault.Kind.INVALID,
                        () -> new Place(TransformQuery.parse(lines.get(0)), widths(lines.get(1)), sizes))
                .ifPresent(place -> {
                    picture(place, OPEN).ifPresent(picture -> isSound(picture, lines.get(3)));
                    picture(place, LADDER).ifPresent(picture -> isSound(picture, lines.get(3)));
                });
    }

    private static List<Integer> widths(String text) {
        return Arrays.stream(text.split(","))
                .filter(width -> width.matches("[1-9][0-9]{0,3}"))
                .limit(32)
                .map(Integer::valueOf)
                .toList();
    }

    private static Optional<Picture> picture(Place place, RenditionPolicy policy) {
        try {
            return Optional.of(Srcset.of(place, policy, LARGE, query -> "/a.jpg?" + query));
        } catch (Fault fault) {
            assertThat(fault.kind()).isIn(Fault.Kind.INVALID, Fault.Kind.FORBIDDEN);
            return Optional.empty();
        }
    }

    private static void isSound(Picture picture, String alt) {
        assertThat(picture.html(alt)).matches("(?s)<img( [a-z]+=\"[^\"<>]*\")+>");
        assertThat(picture.candidates())
                .isNotEmpty()
                .isSortedAccordingTo((one, other) -> Integer.compare(one.width(), other.width()));
        for (Picture.Candidate candidate : picture.candidates()) {
            assertThat(candidate.url()).matches("/a\\.jpg\\?[A-Za-z0-9%,._~=&-]*");
            String query = candidate.url().substring("/a.jpg?".length());
            assertThat(TransformQuery.parse(query).empty()).isFalse();
        }
    }
}
