package dev.imago.http.api.images;

import dev.imago.http.api.Headers;
import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code multipart/form-data} (RFC 7578, RFC 2046 §5.1) part by part as it arrives, with a fixed amount of memory. One
 * thread; a part is read, or skipped, before the next one.
 */
final class Multipart {
    private static final int MAX_HEADERS = 8192;

    /** What makes a boundary the last one. */
    private static final String LAST = "--";

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int position;
    private int limit;
    private final byte[] delimiter;
    private Optional<PartBody> current = Optional.empty();
    private boolean ended;

    /** A part: its header fields and its bytes. */
    record Part(Headers headers, InputStream body) {
        private static final Pattern PARAMETER = Pattern.compile(
                ";\\s*([^\\s=;\"]+)\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^;\\s]*))", Pattern.DOTALL);

        private static final Pattern EXTENDED = Pattern.compile("(?i)UTF-8'[^']*'(.+)", Pattern.DOTALL);

        Optional<String> name() {
            return parameter("name");
        }

        /** Present, perhaps empty, for a file. {@code filename*} is not allowed in forms, but some clients send it. */
        Optional<String> fileName() {
            return raw("filename*")
                    .map(EXTENDED::matcher)
                    .filter(Matcher::matches)
                    .map(extended -> PercentEncoding.decode(extended.group(1)))
                    .or(() -> parameter("filename"));
        }

        /** Browsers write a quote as %22 and line breaks as %0D%0A (WHATWG HTML); others use a backslash. */
        private Optional<String> parameter(String name) {
            return raw(name).map(value -> value.replace("%22", "\"").replace("\\\"", "\""));
        }

        /** The value between its quotes, if it has any. What looks like a parameter within quotes is none. */
        private Optional<String> raw(String name) {
            return PARAMETER
                    .matcher(disposition())
                    .results()
                    .filter(parameter -> parameter.group(1).equalsIgnoreCase(name))
                    .map(parameter -> String.valueOf(parameter.group(parameter.group(2) == null ? 3 : 2)))
                    .findFirst();
        }

        private String disposition() {
            return headers.first("Content-Disposition").orElse("");
        }
    }

    /** @throws Fault of kind {@code UNSUPPORTED_TYPE} unless the Content-Type is that of a form with a boundary */
    Multipart(String contentType, InputStream body) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!contentType.regionMatches(true, 0, "multipart/form-data", 0, 19) || !matcher.find()) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE,
                    "Send the files as multipart/form-data with a boundary, or PUT one image to /v1/images/{key}.");
        }
        String boundary = matcher.group(1) == null ? String.valueOf(matcher.group(2)) : matcher.group(1);
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.in = body;
    }

    /** The next part, or empty behind the last one. */
    Optional<Part> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        // The first delimiter has no line break before it: it is matched from behind that.
        PartBody before = current.orElseGet(() -> new PartBody(2));
        before.skipAll();
        String line = line();
        if (line.startsWith(LAST)) {
            ended = true;
            return Optional.empty();
        }
        if (!line.isBlank()) {
            throw malformed("a boundary is followed by other text");
        }
        Headers headers = headers();
        PartBody body = new PartBody(0);
        current = Optional.of(body);
        return Optional.of(new Part(headers, body));
    }

    private Headers headers() throws IOException {
        Headers.Builder headers = Headers.builder();
        int total = 0;
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return headers.build();
            }
            total += line.length();
            int colon = line.indexOf(':');
            if (colon < 1 || total > MAX_HEADERS) {
                throw malformed(colon < 1 ? "a header field has no colon" : "the header of a part is too long");
            }
            try {
                headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw malformed("a header field has an impossible name or value");
            }
        }
    }

    /**
     * A line up to CRLF, as UTF-8, which is what browsers send names in. Behind the last boundary there may be none (RFC 2046
     * §5.1.1).
     */
    private String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = take(); b != '\n'; b = take()) {
            if (b < 0 && bytes.toString(StandardCharsets.US_ASCII).equals(LAST)) {
                return LAST;
            }
            if (b < 0 || bytes.size() > MAX_HEADERS) {
                throw malformed(b < 0 ? "it ends early" : "a line is too long");
            }
            bytes.write(b);
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** The next byte, or -1. */
    private int take() throws IOException {
        return available() ? buffer[position++] & 0xFF : -1;
    }

    private boolean available() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return position < limit;
    }

    /** Copies what cannot be part of a delimiter: all before the next CR in the buffer. */
    private int takePlain(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        int most = available() ? Math.min(length, limit - position) : 0;
        while (count < most && buffer[position + count] != '\r') {
            count++;
        }
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    private static Fault malformed(String why) {
        return new Fault(Fault.Kind.INVALID, "The form is malformed: " + why + ".");
    }

    /** The bytes up to the next delimiter, which is found by the algorithm of Knuth, Morris and Pratt. */
    private final class PartBody extends InputStream {
        private final byte[] held = new byte[delimiter.length];
        private int heldCount;
        private int heldNext;
        private int matched;
        private boolean done;

        PartBody(int matched) {
            this.matched = matched;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                if (heldNext < heldCount) {
                    target[offset + count++] = held[heldNext++];
                    continue;
                }
                int plain = matched == 0 ? takePlain(target, offset + count, length - count) : 0;
                count += plain;
                if (plain == 0 && (done || !advance())) {
                    break;
                }
            }
            return count == 0 && length > 0 ? -1 : count;
        }

        /** Reads one byte more; what turns out to be no delimiter is held out to be read. False at the delimiter. */
        private boolean advance() throws IOException {
            int b = take();
            if (b < 0) {
                throw malformed("it ends within a part");
            }
            heldCount = 0;
            heldNext = 0;
            // The delimiter begins with CR and has no other: a mismatch can only restart at that very byte.
            if (b != delimiter[matched]) {
                System.arraycopy(delimiter, 0, held, 0, matched);
                heldCount = matched;
                matched = 0;
                if (b != delimiter[0]) {
                    held[heldCount++] = (byte) b;
                    return true;
                }
            }
            done = ++matched == delimiter.length;
            return !done;
        }

        void skipAll() throws IOException {
            byte[] waste = new byte[8192];
            while (read(waste, 0, waste.length) >= 0) {
                // goes on to the delimiter
            }
        }
    }
}
