package dev.imago.http.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one way in which Imago reads and writes JSON: records in and out, instants and durations as ISO-8601, empty optionals
 * left out, unknown keys refused.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .changeDefaultPropertyInclusion(ignored ->
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private Json() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** The value on one line, with its line feed. */
    public static byte[] line(Object value) {
        byte[] json = bytes(value);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    /**
     * Reads a JSON body.
     *
     * @param maxBytes the longest body that is accepted
     * @throws Fault of kind {@code TOO_LARGE}, or {@code INVALID} with what is wrong and where
     * @throws IOException as {@link Call#body()}
     */
    public static <T> T read(Call call, Class<T> type, int maxBytes) throws IOException {
        InputStream body = call.body();
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new Fault(Fault.Kind.TOO_LARGE, "The JSON body is larger than " + maxBytes + " bytes.");
        }
        return read(bytes, type);
    }

    /** @throws Fault of kind {@code INVALID} with what is wrong and where */
    public static <T> T read(byte[] bytes, Class<T> type) {
        try {
            T value = MAPPER.readValue(new String(bytes, StandardCharsets.UTF_8), type);
            if (value == null) {
                throw new Fault(Fault.Kind.INVALID, "The JSON body is null, and not an object.");
            }
            return value;
        } catch (JacksonException e) {
            throw new Fault(Fault.Kind.INVALID, "The JSON body is not as expected: " + publicText(e) + ".", e);
        }
    }

    /** What the parser says, with its place and without the names of Java types and what is not to be seen. */
    private static String publicText(JacksonException e) {
        String text = String.valueOf(e.getOriginalMessage())
                .replaceAll("[\\p{Cc}\\p{Cs}]+", " ")
                .replaceAll(" \\((?:class|for type|from)[^)]*\\)", "")
                .replaceAll("`(?:[\\w$]+[.$])*([\\w]+)(?:<[^`]*>)?`", "$1");
        int line = e.getLocation().getLineNr();
        return line < 1
                ? text
                : text + " (line " + line + ", column " + e.getLocation().getColumnNr() + ")";
    }
}
