package dev.imago.upload.tus;

import dev.imago.image.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The field {@code Upload-Metadata}: names and values in Base64. */
public record Metadata(Map<String, String> values) {
    /** @throws Fault of kind {@code INVALID} */
    public static Metadata parse(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : field.split(",")) {
            String[] parts = pair.strip().split(" +", 2);
            if (parts[0].isEmpty()) {
                continue;
            }
            try {
                byte[] value = Base64.getDecoder().decode(parts.length > 1 ? parts[1].strip() : "");
                values.put(parts[0], new String(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new Fault(Fault.Kind.INVALID, "Upload-Metadata is names, each with a value in Base64.", e);
            }
        }
        return new Metadata(values);
    }

    /** The value of the first of these names that has one. */
    public Optional<String> first(String... names) {
        for (String name : names) {
            String value = values.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
