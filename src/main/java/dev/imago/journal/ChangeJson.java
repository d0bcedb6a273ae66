package dev.imago.journal;

import dev.imago.image.Digest;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change as JSON, the same for webhooks and {@code /v1/changes}: {@code sequence}, {@code kind} ("put", "delete"), {@code
 * key}, {@code digest} and {@code previous} (SHA-256 in hexadecimal, absent where there is none), {@code size} in bytes,
 * {@code at} (RFC 3339), {@code cause} ("request", "adoption"), {@code node}.
 */
public final class ChangeJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ChangeJson() {}

    /** An array on one line. */
    public static String of(List<Change> changes) {
        return MAPPER.createArrayNode()
                .addAll(changes.stream().map(ChangeJson::node).toList())
                .toString();
    }

    private static ObjectNode node(Change change) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("sequence", change.sequence());
        node.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
        node.put("key", change.key().value());
        change.digest().map(Digest::hex).ifPresent(hex -> node.put("digest", hex));
        change.previous().map(Digest::hex).ifPresent(hex -> node.put("previous", hex));
        node.put("size", change.size());
        node.put("at", change.at().toString());
        node.put("cause", change.cause().name().toLowerCase(Locale.ROOT));
        node.put("node", change.node());
        return node;
    }
}
