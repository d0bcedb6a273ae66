package dev.imago.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An answer as it came over the wire. Names of fields are in lower case; a field may have several lines. */
record Reply(int status, Map<String, List<String>> fields, byte[] body) {
    /** The lines of a field, joined. */
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).map(lines -> String.join(", ", lines));
    }

    String text() {
        return new String(body, UTF_8);
    }

    /** All fields but the time of the answer and the number of the request. */
    Map<String, List<String>> lastingFields() {
        var lasting = new TreeMap<>(fields);
        lasting.keySet().removeAll(List.of("date", "connection", "x-request-id"));
        return lasting;
    }
}
