package dev.imago.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests in the bytes of one connection, as somebody reads them who takes RFC 9112 at its word: at the first doubt there are no
 * more. Written apart from the server, so that it errs in other places. Lenient as Jetty is in two things that move no boundary:
 * blanks in the first line (§3 allows it) and the case of {@code HTTP}.
 */
final class StrictRequests {
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) +([\\x21-\\x7E\\x80-\\xFF]+) +(?i:HTTP)/1\\.([01]) *");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\\x20-\\x7E\\x80-\\xFF\t]*?)[ \t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})[ \t]*(;[\\x20-\\x7E\\x80-\\xFF\t]*)?");

    private final String text;
    private final List<String> paths = new ArrayList<>();
    private int at;

    private StrictRequests(String text) {
        this.text = text;
    }

    /** Paths of the requests in their order, as the server's observers are told them. */
    static List<String> in(byte[] bytes) {
        StrictRequests requests = new StrictRequests(new String(bytes, StandardCharsets.ISO_8859_1));
        while (requests.next()) {
            // goes on to the first doubt
        }
        return requests.paths.stream().map(StrictRequests::pathOf).toList();
    }

    /** Whether the first list is the second one, perhaps with some left out. */
    static boolean isPartOf(List<String> some, List<String> all) {
        int next = 0;
        for (String each : all) {
            next += next < some.size() && some.get(next).equals(each) ? 1 : 0;
        }
        return next == some.size();
    }

    /** Without query, fragment and authority; what has no path has the root's. */
    static String pathOf(String target) {
        String path = target.replaceFirst("^(?i)https?://[^/?#]*", "").replaceFirst("(?s)[?#].*", "");
        return path.startsWith("/") ? path : "/";
    }

    /** Whether another may follow. */
    private boolean next() {
        while (text.startsWith("\r\n", at)) {
            at += 2;
        }
        Matcher line = LINE.matcher(line().orElse(""));
        if (!line.matches()) {
            return false;
        }
        List<String[]> fields = fields();
        if (fields.isEmpty() || values(fields, "host").size() != 1) {
            return false;
        }
        boolean modern = line.group(3).equals("1");
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        if (lengths.size() + Math.min(1, codings.size()) > 1 || (!modern && !codings.isEmpty())) {
            return false;
        }
        if (!codings.isEmpty() && !codings.equals(List.of("chunked")) && !codings.equals(List.of("CHUNKED"))) {
            paths.add(line.group(2)); // 501, and the end (§6.1)
            return false;
        }
        if (!lengths.isEmpty() && !lengths.getFirst().matches("[0-9]{1,18}")) {
            return false;
        }
        paths.add(line.group(2));
        boolean whole = codings.isEmpty() ? skip(lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst())) : chunks();
        String connection = String.join(",", values(fields, "connection")).toLowerCase(Locale.ROOT);
        return whole && !connection.contains("close") && (modern || connection.contains("keep-alive"));
    }

    private Optional<String> line() {
        int end = text.indexOf("\r\n", at);
        if (end < 0) {
            return Optional.empty();
        }
        String line = text.substring(at, end);
        at = end + 2;
        return Optional.of(line);
    }

    /** Names in lower case, and values; none if they do not end, or one is malformed. */
    private List<String[]> fields() {
        List<String[]> fields = new ArrayList<>();
        while (true) {
            Optional<String> line = line();
            if (line.isEmpty()) {
                return List.of();
            }
            if (line.get().isEmpty()) {
                return fields;
            }
            Matcher field = FIELD.matcher(line.get());
            if (!field.matches()) {
                return List.of();
            }
            fields.add(new String[] {field.group(1).toLowerCase(Locale.ROOT), field.group(2)});
        }
    }

    private static List<String> values(List<String[]> fields, String name) {
        return fields.stream()
                .filter(field -> field[0].equals(name))
                .map(field -> field[1])
                .toList();
    }

    private boolean skip(long length) {
        if (length > text.length() - at) {
            return false;
        }
        at += (int) length;
        return true;
    }

    private boolean chunks() {
        while (true) {
            Matcher chunk = CHUNK.matcher(line().orElse("-"));
            if (!chunk.matches()) {
                return false;
            }
            long size = Long.parseLong(chunk.group(1), 16);
            if (size == 0) {
                return trailers();
            }
            if (!skip(size) || !line().filter(String::isEmpty).isPresent()) {
                return false;
            }
        }
    }

    private boolean trailers() {
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            if (line.get().isEmpty()) {
                return true;
            }
            if (!FIELD.matcher(line.get()).matches()) {
                return false;
            }
        }
        return false;
    }
}
