package dev.imago.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of UTF-8 (RFC 3986 §2.1), strict: no lone percent sign, no overlong or cut sequence. */
public final class PercentEncoding {
    private PercentEncoding() {}

    /** @throws Fault of kind {@code INVALID} if the text is not percent-encoded UTF-8 */
    public static String decode(String text) {
        if (text.indexOf('%') < 0 && text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw refused(text);
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refused(text);
        }
    }

    /** The text as part of a path: unreserved characters (RFC 3986 §2.3) and slashes stay, all else is encoded. */
    public static String encodePath(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), "-._~/");
    }

    /** The text as a name or a value in a query: unreserved characters and commas stay, all else is encoded. */
    public static String encodeQuery(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), "-._~,");
    }

    /** Bytes with letters, digits and the given other characters left as they are. */
    public static String encode(byte[] bytes, String plain) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            int c = b & 0xFF;
            if (c < 0x80 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0)) {
                encoded.append((char) c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }

    private static Fault refused(String text) {
        return new Fault(Fault.Kind.INVALID, "The address is not percent-encoded UTF-8.").withDetail(text);
    }
}
