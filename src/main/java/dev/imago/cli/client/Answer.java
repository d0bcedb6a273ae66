package dev.imago.cli.client;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A success: the server's JSON as it came, for {@code --json}, and as a record. Fields that this version does not know are left out of
 * the record, so that it can talk to a newer server.
 */
public final class Answer {
    private static final JsonMapper MAPPER = dev.imago.http.api.Json.mapper()
            .rebuild()
            .disable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final int status;
    private final byte[] body;
    private final HttpHeaders headers;

    Answer(HttpResponse<?> response, byte[] body) {
        this.status = response.statusCode();
        this.headers = response.headers();
        this.body = body;
    }

    /** The HTTP status, 200 to 299. */
    public int status() {
        return status;
    }

    /** A field of the answer's header. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The JSON as the server sent it. */
    public String json() {
        return new String(body, StandardCharsets.UTF_8).strip();
    }

    /** @throws ApiException if it is something else, as from another program than Imago */
    public <T> T as(Class<T> type) {
        return read(json(), type);
    }

    /** One line of JSON lines; otherwise as {@link #as}. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw ApiException.notImago("The answer is not what Imago sends (" + e.getOriginalMessage() + ").");
        }
    }
}
