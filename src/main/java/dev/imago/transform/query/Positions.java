package dev.imago.transform.query;

import dev.imago.transform.Position;
import dev.imago.transform.Position.Edge;
import dev.imago.transform.Position.Found;
import dev.imago.transform.Position.Point;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/** Places in a picture: words, or two parts from 0 to 1. */
public final class Positions {
    private static final int DIGITS = 4;
    private static final SequencedMap<String, Position> PLACES = new LinkedHashMap<>();
    private static final SequencedMap<String, Position> ALL = new LinkedHashMap<>();

    static {
        for (Edge edge : Edge.values()) {
            PLACES.put(word(edge), edge);
        }
        PLACES.put("center", Edge.CENTRE);
        ALL.putAll(PLACES);
        for (Found found : Found.values()) {
            ALL.put(word(found), found);
        }
    }

    /** Where something is put. */
    static final Codec<Position> PLACE = codec(PLACES);

    /** Where something is put, or what part is kept. */
    static final Codec<Position> ANY = codec(ALL);

    private Positions() {}

    private static Codec<Position> codec(SequencedMap<String, Position> words) {
        Codec<Position> choice = Codecs.choice(words);
        return new Codec<>(
                choice.takes() + ", or x,y as parts from 0 to 1",
                text -> text.indexOf(',') < 0 ? choice.read().apply(text) : point(text),
                Positions::write);
    }

    private static Position point(String text) {
        String[] parts = text.split(",", -1);
        Codecs.require(parts.length == 2);
        return canonical(new Point(Codecs.decimal(parts[0], 0, 1), Codecs.decimal(parts[1], 0, 1)));
    }

    static String write(Position position) {
        return switch (position) {
            case Edge edge -> word(edge);
            case Found found -> word(found);
            case Point(double x, double y) -> Codecs.plain(x) + "," + Codecs.plain(y);
        };
    }

    /** A point that is an edge is the edge; others are rounded to what can be written. */
    static Position canonical(Position position) {
        if (!(position instanceof Point(double pointX, double pointY))) {
            return position;
        }
        double x = Codecs.rounded(pointX, DIGITS);
        double y = Codecs.rounded(pointY, DIGITS);
        boolean special = (x == 0 || x == 0.5 || x == 1) && (y == 0 || y == 0.5 || y == 1);
        return special ? nearestEdge(new Point(x, y)) : new Point(x, y);
    }

    /** The edge, corner or middle that a point is closest to. */
    public static Edge nearestEdge(Point point) {
        String row = third(point.y(), "TOP", "BOTTOM");
        String column = third(point.x(), "LEFT", "RIGHT");
        if (row.isEmpty() && column.isEmpty()) {
            return Edge.CENTRE;
        }
        return Edge.valueOf(row + (row.isEmpty() || column.isEmpty() ? "" : "_") + column);
    }

    private static String third(double part, String low, String high) {
        return part < 0.25 ? low : part > 0.75 ? high : "";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
