package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The query and the JSON of a request to the api: the query in the first line. */
final class RequestFuzz {
    /** Of the kinds of members that bodies have. */
    private record Wanted(
            String url, Optional<String> key, List<String> scopes, Optional<Long> expiresIn, Instant at) {}

    @FuzzTest
    void a_request_is_read_as_it_would_be_written_or_refused(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(2);
        Input.unlessRefused(Fault.Kind.INVALID, () -> QueryString.parse(lines.get(0)))
                .ifPresent(RequestFuzz::isReadAgain);
        byte[] json = lines.get(1).getBytes(StandardCharsets.UTF_8);
        refusedInWords(json)
                .ifPresent(wanted ->
                        assertThat(Json.read(Json.bytes(wanted), Wanted.class)).isEqualTo(wanted));
    }

    private static Optional<Wanted> refusedInWords(byte[] json) {
        return Input.unlessRefused(Fault.Kind.INVALID, () -> Json.read(json, Wanted.class));
    }

    private static void isReadAgain(QueryString query) {
        List<String> pairs = new ArrayList<>();
        for (String name : query.names()) {
            for (String value : query.all(name)) {
                pairs.add(PercentEncoding.encodeQuery(name) + "=" + PercentEncoding.encodeQuery(value));
            }
        }
        QueryString again = QueryString.parse(String.join("&", pairs));
        assertThat(again.names()).isEqualTo(query.names());
        for (String name : query.names()) {
            assertThat(again.all(name)).isEqualTo(query.all(name));
        }
    }
}
