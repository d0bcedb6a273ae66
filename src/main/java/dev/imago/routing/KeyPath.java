package dev.imago.routing;

import dev.imago.image.ImageKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The way back: from a key to the path of its URL, percent-encoded as RFC 3986 §3.3 wants it. */
public final class KeyPath {
    private static final String PLAIN = "-._~!$&'()*+,;=:@/";

    private KeyPath() {}

    /** The absolute path of the image's URL. */
    public static String of(ImageKey key) {
        var path = new StringBuilder(key.value().length() + 16).append('/');
        for (byte b : key.value().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                path.append(c);
            } else {
                path.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return path.toString();
    }
}
