package dev.imago.routing;

import dev.imago.image.Fault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the raw path of a request target (RFC 3986 §3.3) into a plain one: percent-decoded once, in UTF-8 or a legacy
 * encoding, with runs of slashes collapsed and a leading slash. A plus sign is a plus sign. An encoded slash separates like
 * a plain one, and every check is made after decoding, so that no disguise gets past it.
 */
final class PathDecoder {
    private PathDecoder() {}

    /**
     * Decodes a path. Bytes in a legacy encoding are now and then valid UTF-8 as well, so there may be several readings;
     * UTF-8 comes first. The second byte of a character in Shift-JIS or GBK may be that of a backslash in another encoding, so
     * a reading that is refused does not take the others along.
     *
     * @param rawPath of a request target, without query or fragment
     * @return at least one reading, all different
     * @throws Fault of kind {@code INVALID} for a broken escape, undecodable bytes, a backslash (unless the rules take it for a
     *     slash) or a dot segment
     */
    static List<String> decode(String rawPath, NameRules rules) {
        List<String> texts = isPlain(rawPath) ? List.of(rawPath) : texts(bytes(rawPath), rules);
        var paths = new ArrayList<String>();
        Optional<Fault> refused = Optional.empty();
        for (String text : texts) {
            try {
                paths.add(path(text, rules));
            } catch (Fault invalid) {
                refused = refused.or(() -> Optional.of(invalid));
            }
        }
        if (paths.isEmpty()) {
            throw refused.orElseThrow();
        }
        return paths.stream().distinct().toList();
    }

    private static String path(String decoded, NameRules rules) {
        String text = decoded;
        if (text.indexOf('\\') >= 0) {
            if (!rules.backslashes()) {
                throw invalid("it has a backslash");
            }
            text = text.replace('\\', '/');
        }
        String path = collapseSlashes(text);
        if (hasDotSegment(path)) {
            throw invalid("it has a dot segment");
        }
        return path;
    }

    private static boolean isPlain(String rawPath) {
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '%' || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String rawPath) {
        byte[] raw = rawPath.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                out.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw invalid("it has a broken percent-encoding");
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return out.toByteArray();
    }

    private static List<String> texts(byte[] bytes, NameRules rules) {
        var readings = new ArrayList<String>();
        read(bytes, StandardCharsets.UTF_8).ifPresent(readings::add);
        for (Charset legacy : rules.legacyCharsets()) {
            read(bytes, legacy).ifPresent(readings::add);
        }
        if (readings.isEmpty()) {
            throw invalid("it is not UTF-8");
        }
        return readings;
    }

    private static Optional<String> read(byte[] bytes, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notInThisEncoding) {
            return Optional.empty();
        }
    }

    private static String collapseSlashes(String path) {
        if (path.startsWith("/") && !path.contains("//")) {
            return path;
        }
        var out = new StringBuilder(path.length() + 1).append('/');
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || out.charAt(out.length() - 1) != '/') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean hasDotSegment(String path) {
        return path.contains("/./") || path.contains("/../") || path.endsWith("/.") || path.endsWith("/..");
    }

    private static Fault invalid(String problem) {
        return new Fault(Fault.Kind.INVALID, "The path cannot be taken for an image's: " + problem + ".");
    }
}
