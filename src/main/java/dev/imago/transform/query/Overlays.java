package dev.imago.transform.query;

import dev.imago.transform.Position;
import dev.imago.transform.Position.Edge;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Watermark;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Watermarks as {@code NAME[,POSITION[,OPACITY[,SIZE]]]} and captions as {@code TEXT[,POSITION]}. */
final class Overlays {
    private static final int LONGEST_TEXT = 200;
    private static final Edge CAPTION_PLACE = Edge.BOTTOM;
    private static final Pattern NAME = Pattern.compile(Parameters.NAME);
    private static final String PLACES = "POSITION is centre, an edge such as top or bottom-right, or x,y";

    static final Codec<Watermark> WATERMARK = new Codec<>(
            "NAME[,POSITION[,OPACITY[,SIZE]]], where NAME is that of a configured watermark, " + PLACES
                    + ", OPACITY from 0 to 100, SIZE its width as a percentage of the picture's",
            Overlays::watermark,
            Overlays::write);

    static final Codec<Caption> CAPTION = new Codec<>(
            "TEXT[,POSITION], where TEXT has 1 to " + LONGEST_TEXT + " characters and no control characters, " + PLACES,
            Overlays::caption,
            Overlays::write);

    private Overlays() {}

    private static Watermark watermark(String text) {
        Deque<String> parts = new ArrayDeque<>(List.of(text.split(",", -1)));
        String name = parts.removeFirst();
        Codecs.require(NAME.matcher(name).matches());
        Optional<Position> position = parts.isEmpty() ? Optional.empty() : Optional.of(place(parts));
        Optional<Integer> opacity = number(parts, 0);
        Optional<Integer> size = number(parts, 1);
        Codecs.require(parts.isEmpty());
        return new Watermark(name, position, opacity, size);
    }

    /** A word, or the two numbers of a point. */
    private static Position place(Deque<String> parts) {
        String first = parts.removeFirst();
        Optional<Position> word = place(first);
        if (word.isPresent()) {
            return word.get();
        }
        Codecs.require(!parts.isEmpty());
        return Positions.PLACE.read().apply(first + "," + parts.removeFirst());
    }

    private static Optional<Integer> number(Deque<String> parts, int least) {
        return Optional.ofNullable(parts.pollFirst()).map(text -> (int) Codecs.number(text, least, 100));
    }

    private static String write(Watermark watermark) {
        var text = new StringBuilder(watermark.image());
        boolean sized = watermark.size().isPresent();
        boolean shaded = sized || watermark.opacity().isPresent();
        if (shaded || watermark.position().isPresent()) {
            text.append(',').append(Positions.write(watermark.position().orElse(Watermark.PLACE)));
        }
        if (shaded) {
            text.append(',').append(watermark.opacity().orElse(Watermark.OPAQUE));
        }
        watermark.size().ifPresent(size -> text.append(',').append(size));
        return text.toString();
    }

    /** What stands behind the last comma, or the last but one, is a place if it can be one; else it is text. */
    private static Caption caption(String text) {
        int last = text.lastIndexOf(',');
        int before = last < 1 ? -1 : text.lastIndexOf(',', last - 1);
        for (int comma : new int[] {before, last}) {
            Optional<Position> place = comma < 1 ? Optional.empty() : place(text.substring(comma + 1));
            if (place.isPresent()) {
                return caption(text.substring(0, comma), place.get());
            }
        }
        return caption(text, CAPTION_PLACE);
    }

    private static Caption caption(String text, Position position) {
        Codecs.require(!text.isBlank() && text.codePointCount(0, text.length()) <= LONGEST_TEXT);
        Codecs.require(text.codePoints().noneMatch(Overlays::unprintable));
        return new Caption(text, position);
    }

    private static boolean unprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    /** The place is left out where it is the usual one and the text does not look as if it ended in a place. */
    private static String write(Caption caption) {
        boolean usual = caption.position() == CAPTION_PLACE
                && read(CAPTION, caption.text()).filter(caption::equals).isPresent();
        return usual ? caption.text() : caption.text() + "," + Positions.write(caption.position());
    }

    private static Optional<Position> place(String text) {
        return read(Positions.PLACE, text);
    }

    private static <T> Optional<T> read(Codec<T> codec, String text) {
        try {
            return Optional.of(codec.read().apply(text));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
