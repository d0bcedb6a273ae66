package dev.imago.routing;

import dev.imago.config.Setting;
import java.nio.charset.Charset;
import java.util.List;

/**
 * How the path of an address becomes the name of an image. The defaults fit every site whose links are UTF-8; the options
 * exist for links that were made by old Windows and East Asian software.
 */
public record NameRules(
        @Setting(
                doc = "Find /Upload/Test.JPG as upload/test.jpg when there is no image of exactly that name.",
                byDefault = "false")
        boolean ignoreCase,

        @Setting(
                doc = "Take a backslash in a path for a slash; otherwise such an address is refused.",
                byDefault = "false")
        boolean backslashes,

        @Setting(
                doc = "Encodings to try, in this order, for percent-encoded paths that are not UTF-8.",
                byDefault = "",
                example = "GBK, Shift_JIS, ISO-8859-1")
        List<Charset> legacyCharsets) {
    /** UTF-8 only, everything to the letter. */
    public static final NameRules STRICT = new NameRules(false, false, List.of());

    public NameRules {
        legacyCharsets = List.copyOf(legacyCharsets);
    }
}
