package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.auth.AdminKey;
import dev.imago.auth.Auth;
import dev.imago.auth.AuthSettings;
import dev.imago.auth.ManualClock;
import dev.imago.auth.MemoryKeyStore;
import dev.imago.auth.MemoryTokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AuthEndpointsTest {
    private static final String ADMIN = "a-key-of-the-environment";
    private static final String PAGE = "https://www.example.org";

    private final ManualClock clock = new ManualClock();
    private final Auth auth = new Auth(
            AuthSettings.defaults(),
            new MemoryKeyStore(),
            new MemoryTokenStore(),
            Optional.of(new AdminKey(ADMIN)),
            clock);
    private final Api api = new Api();

    AuthEndpointsTest() {
        new KeyEndpoints(auth.keys(), clock).addTo(api);
        new TokenEndpoints(auth.tokens()).addTo(api);
        api.add("GET", "/livez", _ -> Reply.noContent());
        api.add("PUT", "/who", call -> Reply.text(200, Callers.of(call).id()));
        api.add("GET", "/who", call -> Reply.text(200, Callers.of(call).id()));
        api.around(new Authentication(auth.authenticator()));
        api.around(new ApiCors(new CorsSettings(List.of(PAGE), Duration.ofHours(2))));
    }

    @AfterEach
    void close() {
        auth.close();
    }

    @Test
    void a_key_is_made_shown_once_listed_and_revoked() {
        Reply made = send("POST", "/v1/keys", ADMIN, """
                {"name": "shop", "scopes": ["write"], "prefix": "upload/", "expiresIn": 7776000}""");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.headers().first("Cache-Control")).contains("no-store");
        JsonNode key = json(made);
        assertThat(key.get("expires").asString()).isEqualTo("2026-05-30T12:00:00Z");
        String plain = key.get("key").asString();
        String address = made.headers().first("Location").orElseThrow();
        assertThat(address).isEqualTo("/v1/keys/" + key.get("id").asString());
        assertThat(text(send("PUT", "/who", plain, ""))).isEqualTo(key.get("id").asString());

        assertThat(text(send("GET", "/v1/keys", ADMIN, "")))
                .contains("\"name\":\"shop\"")
                .doesNotContain("\"key\":", "hash");
        assertThat(send("DELETE", address, ADMIN, "").status()).isEqualTo(204);
        assertThat(send("DELETE", address, ADMIN, "").status()).isEqualTo(204);
        assertThat(json(send("GET", address, ADMIN, "")).has("revoked")).isTrue();
        assertThat(send("PUT", "/who", plain, "").status()).isEqualTo(401);
        assertThat(send("DELETE", "/v1/keys/nobody", ADMIN, "").status()).isEqualTo(404);
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_reason() {
        assertProblem(send("POST", "/v1/keys", ADMIN, "{\"scopes\": [\"wriet\"]}"), 400, "not \\\"wriet\\\"");
        assertProblem(send("POST", "/v1/keys", ADMIN, "{\"scope\": [\"write\"]}"), 400, "scope");
        assertProblem(send("POST", "/v1/keys", ADMIN, "{\"scopes\": [\"read\"], \"prefix\": \"a\"}"), 400, "slash");
        assertProblem(send("POST", "/v1/keys", ADMIN, "{\"scopes\": [\"read\"], \"expiresIn\": 0}"), 400, "expiresIn");
        assertProblem(send("POST", "/v1/tokens", ADMIN, "{\"types\": [\"text/html\"]}"), 400, "text/html");
        assertProblem(send("POST", "/v1/tokens", ADMIN, "{\"expiresIn\": 99999999999}"), 400, "86400");
        assertProblem(send("POST", "/v1/tokens", ADMIN, "{\"uploads\": 0}"), 400, "uploads");
    }

    @Test
    void only_an_admin_manages_keys() {
        String writer = key("write", "");
        assertProblem(send("GET", "/v1/keys", writer, ""), 403, "needs the scope admin");
        assertProblem(send("POST", "/v1/keys", writer, "{\"scopes\": [\"admin\"]}"), 403, "needs the scope admin");
        Reply anonymous = ask(FakeCall.of("GET", "/v1/keys"));
        assertProblem(anonymous, 401, "scope admin");
        assertThat(anonymous.headers().first("WWW-Authenticate")).contains("Bearer realm=\"imago\"");
    }

    @Test
    void a_wrong_key_is_refused_where_anybody_could_ask_and_ignored_where_nothing_depends_on_it() {
        assertProblem(send("GET", "/who", "wrong", ""), 401, "not known here");
        assertThat(send("GET", "/livez", "wrong", "").status()).isEqualTo(204);
    }

    @Test
    void a_token_is_issued_within_the_prefix_of_the_key_and_taken_from_the_query_of_an_upload() {
        String writer = key("write", "upload/");
        Reply issued = send("POST", "/v1/tokens", writer, """
                {"types": ["image/jpeg"], "maxBytes": 1000, "expiresIn": 60, "uploads": 3}""");
        assertThat(issued.status()).isEqualTo(201);
        assertThat(json(issued).get("prefix").asString()).isEqualTo("upload/");
        assertThat(json(issued).get("expires").asString()).isEqualTo("2026-03-01T12:01:00Z");
        String token = json(issued).get("token").asString();
        assertThat(text(ask(FakeCall.of("PUT", "/who?token=" + token)))).isNotEmpty();
        assertThat(text(ask(FakeCall.of("GET", "/who?token=" + token)))).isEmpty();
        assertProblem(ask(FakeCall.of("PUT", "/who?token=" + writer)), 401, "Authorization: Bearer");
        assertProblem(send("POST", "/v1/tokens", writer, "{\"prefix\": \"other/\"}"), 403, "below upload/ only");
        assertProblem(send("POST", "/v1/tokens", token, "{}"), 403, "cannot issue another");
        assertThat(send("DELETE", "/v1/tokens", ADMIN, "").status()).isEqualTo(204);
        assertProblem(ask(FakeCall.of("PUT", "/who?token=" + token)), 401, "not one of this server's");
    }

    @Test
    void a_page_of_a_configured_origin_may_upload_and_read_refusals() {
        Headers preflight = Headers.of(
                "Origin",
                PAGE,
                "Access-Control-Request-Method",
                "PUT",
                "Access-Control-Request-Headers",
                "authorization");
        Reply allowed = ask(FakeCall.of("OPTIONS", "/who").with(preflight));
        assertThat(allowed.status()).isEqualTo(204);
        assertThat(allowed.headers().first("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(allowed.headers().first("Access-Control-Allow-Methods").orElseThrow())
                .contains("PATCH");
        assertThat(allowed.headers().first("Access-Control-Allow-Headers").orElseThrow())
                .contains("Upload-Offset", "Authorization");
        assertThat(allowed.headers().first("Access-Control-Max-Age")).contains("7200");

        Reply refused = ask(FakeCall.of("PUT", "/who").with(Headers.of("Origin", PAGE, "Authorization", "Bearer x")));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers().first("Access-Control-Allow-Origin")).contains(PAGE);
        assertThat(refused.headers().first("Access-Control-Expose-Headers").orElseThrow())
                .contains("Location", "Upload-Offset", "Tus-Resumable");
        assertThat(refused.headers().first("Access-Control-Allow-Credentials")).isEmpty();

        Reply stranger = ask(FakeCall.of("PUT", "/who").with(Headers.of("Origin", "https://evil.example")));
        assertThat(stranger.headers().contains("Access-Control-Allow-Origin")).isFalse();
        assertThat(stranger.headers().first("Vary")).contains("Origin");
    }

    private String key(String scope, String prefix) {
        return json(send(
                        "POST", "/v1/keys", ADMIN, "{\"scopes\": [\"" + scope + "\"], \"prefix\": \"" + prefix + "\"}"))
                .get("key")
                .asString();
    }

    private Reply send(String method, String path, String key, String body) {
        return ask(FakeCall.of(method, path)
                .with(Headers.of("Authorization", "Bearer " + key))
                .with(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Reply ask(FakeCall call) {
        Api.Match match = api.find(call.method(), call.path());
        try {
            return match.endpoint().handle(call.with(match.parameters()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertProblem(Reply reply, int status, String text) {
        assertThat(text(reply)).contains(text);
        assertThat(reply.status()).isEqualTo(status);
    }

    private static JsonNode json(Reply reply) {
        return Json.mapper().readTree(text(reply));
    }

    private static String text(Reply reply) {
        return switch (reply.body()) {
            case Reply.Bytes(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Reply.Value(Object value) -> new String(Json.bytes(value), StandardCharsets.UTF_8);
            default -> "";
        };
    }
}
