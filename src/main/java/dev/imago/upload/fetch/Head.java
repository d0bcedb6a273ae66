package dev.imago.upload.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Status and header fields of an HTTP/1.1 answer (RFC 9112); names in lower case, the last of several fields counts. */
public record Head(int status, Map<String, String> fields) {
    private static final int MAX_BYTES = 64 << 10;

    /** Reads the head of the final answer; interim ones (1xx) are skipped. */
    public static Head read(InputStream in) throws IOException {
        int[] budget = {MAX_BYTES};
        while (true) {
            String status = line(in, budget);
            if (!status.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
                throw new ProtocolException("no HTTP/1.1 status line");
            }
            Map<String, String> fields = new HashMap<>();
            for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            int code = Integer.parseInt(status.substring(9, 12));
            if (code >= 200) {
                return new Head(code, fields);
            }
        }
    }

    /** A field of that name, in lower case. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** A line up to CRLF or LF. */
    static String line(InputStream in, int[] budget) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || --budget[0] < 0) {
                throw new ProtocolException(b < 0 ? "the answer ends early" : "the header is too long");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
