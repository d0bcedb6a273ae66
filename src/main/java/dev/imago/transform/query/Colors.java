package dev.imago.transform.query;

import dev.imago.transform.Color;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Colours as RGB, RGBA, RRGGBB or RRGGBBAA in hexadecimal, or by a name of CSS. The shortest hexadecimal is canonical. */
public final class Colors {
    private static final Map<String, Color> NAMES = new TreeMap<>(Map.of(
            "transparent", new Color(0, 0, 0, 0),
            "white", Color.WHITE,
            "black", new Color(0, 0, 0, 255),
            "grey", new Color(128, 128, 128, 255),
            "gray", new Color(128, 128, 128, 255),
            "red", new Color(255, 0, 0, 255),
            "green", new Color(0, 128, 0, 255),
            "blue", new Color(0, 0, 255, 255),
            "yellow", new Color(255, 255, 0, 255)));
    private static final Pattern HEX = Pattern.compile("#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})");

    static final Codec<Color> CODEC = new Codec<>(
            "a colour as RGB, RGBA, RRGGBB or RRGGBBAA in hexadecimal, or one of " + String.join(", ", NAMES.keySet()),
            Colors::read,
            Colors::write);

    private Colors() {}

    /** @throws IllegalArgumentException whose message says what is expected */
    public static Color parse(String text) {
        try {
            return read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(CODEC.takes(), e);
        }
    }

    private static Color read(String text) {
        Color named = NAMES.get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return named;
        }
        Codecs.require(HEX.matcher(text).matches());
        String digits = text.startsWith("#") ? text.substring(1) : text;
        String all = digits.length() > 4 ? digits : digits.replaceAll("[0-9a-fA-F]", "$0$0");
        byte[] parts = HexFormat.of().parseHex(all);
        return new Color(parts[0] & 255, parts[1] & 255, parts[2] & 255, parts.length == 4 ? parts[3] & 255 : 255);
    }

    /** Without number sign, in lower case. */
    public static String write(Color color) {
        String all = "%02x%02x%02x".formatted(color.red(), color.green(), color.blue())
                + (color.alpha() == 255 ? "" : "%02x".formatted(color.alpha()));
        return all.matches("((.)\\2)+") ? all.replaceAll("(.).", "$1") : all;
    }
}
