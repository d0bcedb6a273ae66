package dev.imago.transform.svg;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a harmless SVG is written with. */
final class SvgVocabulary {
    static final Set<String> ELEMENTS = Set.of(
            "svg",
            "g",
            "defs",
            "symbol",
            "use",
            "switch",
            "style",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan",
            "textPath",
            "linearGradient",
            "radialGradient",
            "stop",
            "clipPath",
            "mask",
            "pattern",
            "marker",
            "filter",
            "feBlend",
            "feColorMatrix",
            "feComponentTransfer",
            "feComposite",
            "feDropShadow",
            "feFlood",
            "feFuncA",
            "feFuncB",
            "feFuncG",
            "feFuncR",
            "feGaussianBlur",
            "feMerge",
            "feMergeNode",
            "feOffset");

    static final Set<String> WITH_TEXT = Set.of("text", "tspan", "textPath", "style");

    static final Set<String> PAINTS = Set.of("fill", "stroke");

    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,40}");
    private static final Pattern INNER_URL = Pattern.compile("url\\(\\s*(['\"]?)#[^'\"()\\\\\\s]+\\1\\s*\\)");

    private SvgVocabulary() {}

    /** Whether an attribute draws; events and what loads something do not. */
    static boolean isAttribute(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ATTRIBUTE.matcher(name).matches()
                && !lower.startsWith("on")
                && !lower.equals("src")
                && !lower.equals("base")
                && !lower.equals("href");
    }

    /** Whether a value refers to nothing outside of its document. CSS may hide words behind backslashes and comments, so these are not taken. */
    static boolean isHarmless(String value) {
        String rest = INNER_URL.matcher(value.toLowerCase(Locale.ROOT)).replaceAll("");
        return !rest.contains("url(")
                && !rest.contains("src(")
                && !rest.contains("\\")
                && !rest.contains("@")
                && !rest.contains("/*")
                && !rest.contains("image(")
                && !rest.contains("image-set")
                && !rest.contains("javascript:")
                && !rest.contains("expression(");
    }

    /** Whether a style sheet is harmless; it says in one place what is drawn in many, so it refers to nothing. */
    static boolean isHarmlessSheet(String sheet) {
        return isHarmless(sheet) && !sheet.toLowerCase(Locale.ROOT).contains("url(");
    }
}
