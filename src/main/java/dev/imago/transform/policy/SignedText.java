package dev.imago.transform.policy;

import dev.imago.image.PercentEncoding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a signature is made over: the path and the query without {@code sig}, in a form that every language can make in a few lines,
 * and that is the same however an address was written or rearranged on its way. Path, names and values are percent-encoded with
 * nothing but {@code A-Z a-z 0-9 - . _ ~} (and slashes in the path) left as they are; pairs are sorted by their bytes:
 * {@code /upload/qa/test.jpg?expires=1767225600&h=300&w=400}.
 */
final class SignedText {
    private static final String UNRESERVED = "-._~";

    private SignedText() {}

    /**
     * @param rawPath of the address, as it was sent
     * @param rawQuery without question mark
     */
    static String of(String rawPath, String rawQuery) {
        return PercentEncoding.encode(bytes(rawPath), UNRESERVED + "/") + "?" + query(rawQuery);
    }

    private static String query(String rawQuery) {
        return Arrays.stream(rawQuery.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(SignedText::pair)
                .filter(pair -> !pair.startsWith("sig="))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String pair(String raw) {
        int equals = raw.indexOf('=');
        String name = equals < 0 ? raw : raw.substring(0, equals);
        String value = equals < 0 ? "" : raw.substring(equals + 1);
        return form(name) + "=" + form(value);
    }

    private static String form(String raw) {
        return PercentEncoding.encode(bytes(raw.replace('+', ' ')), UNRESERVED);
    }

    /** Decoded; a percent sign that encodes nothing stands for itself, since somebody else refuses it. */
    private static byte[] bytes(String raw) {
        byte[] given = raw.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(given.length);
        for (int i = 0; i < given.length; i++) {
            boolean escape = given[i] == '%' && i + 2 < given.length;
            int high = escape ? Character.digit(given[i + 1], 16) : -1;
            int low = escape ? Character.digit(given[i + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(given[i]);
            }
        }
        return out.toByteArray();
    }
}
