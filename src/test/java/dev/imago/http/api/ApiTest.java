package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiTest {
    private static final Endpoint SAY = call -> Reply.text(200, call.path());

    private final Api api = new Api()
            .add("GET", "/v1/images", SAY)
            .add("POST", "/v1/images:fetch", SAY)
            .add("GET", "/v1/images/{key...}", SAY)
            .add("DELETE", "/v1/images/{key...}", SAY)
            .add("POST", "/v1/images/{key...}:warm", SAY)
            .add("GET", "/v1/keys/{id}", SAY);

    @Test
    void a_key_with_slashes_is_one_decoded_parameter() {
        Api.Match match = api.find("GET", "/v1/images/upload/qa/%E5%9B%BE%20a+b.jpg");
        assertThat(match.template()).isEqualTo("/v1/images/{key...}");
        assertThat(match.parameters()).isEqualTo(Map.of("key", "upload/qa/图 a+b.jpg"));
    }

    @Test
    void a_verb_suffix_wins_only_for_its_method_and_only_unencoded() {
        assertThat(api.find("POST", "/v1/images/a.jpg:warm").parameters()).containsEntry("key", "a.jpg");
        assertThat(api.find("GET", "/v1/images/a.jpg:warm").parameters()).containsEntry("key", "a.jpg:warm");
        assertThat(api.find("POST", "/v1/images/a.jpg%3Awarm").template()).isEmpty();
        assertThat(api.find("POST", "/v1/images:fetch").template()).isEqualTo("/v1/images:fetch");
    }

    @Test
    void head_is_answered_by_get_and_options_with_allow() throws Exception {
        assertThat(api.find("HEAD", "/v1/images").template()).isEqualTo("/v1/images");
        Reply options = reply("OPTIONS", "/v1/images/a.jpg");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.headers().first("allow")).contains("DELETE, GET, HEAD, OPTIONS");
    }

    @Test
    void a_wrong_method_is_405_with_allow_and_an_unknown_path_404() throws Exception {
        Reply wrong = reply("PATCH", "/v1/keys/7");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers().first("Allow")).contains("GET, HEAD, OPTIONS");
        assertThat(reply("GET", "/v1/keys/7/8").status()).isEqualTo(404);
        assertThat(reply("GET", "/v1/images/").status()).isEqualTo(404);
    }

    @Test
    void a_path_that_is_not_utf_8_is_400() throws Exception {
        assertThat(reply("GET", "/v1/images/%FF").status()).isEqualTo(400);
        assertThat(reply("GET", "/v1/images/%4").status()).isEqualTo(400);
        assertThat(reply("GET", "/v1/images/%C0%AF").status()).isEqualTo(400);
    }

    @Test
    void a_fault_becomes_a_problem_that_wrappers_see_and_private_text_stays_private() throws Exception {
        Api failing = new Api()
                .add("GET", "/fault", call -> {
                    throw new Fault(Fault.Kind.UNAVAILABLE, "The database is away.").withDetail("jdbc:secret");
                })
                .add("GET", "/defect", call -> {
                    throw new IllegalStateException("secret");
                })
                .around(inner -> call -> inner.handle(call).with("X-Around", "yes"));
        Reply fault = failing.find("GET", "/fault").endpoint().handle(FakeCall.of("GET", "/fault"));
        assertThat(fault.status()).isEqualTo(503);
        assertThat(fault.headers().first("x-around")).contains("yes");
        assertThat(fault.headers().first("content-type")).contains("application/problem+json");
        ProblemBody problem = Json.read(((Reply.Bytes) fault.body()).bytes(), ProblemBody.class);
        assertThat(problem)
                .isEqualTo(new ProblemBody(
                        "urn:imago:problem:unavailable",
                        "Service Unavailable",
                        503,
                        "The database is away.",
                        "urn:imago:request:r1"));
        Reply defect = failing.find("GET", "/defect").endpoint().handle(FakeCall.of("GET", "/defect"));
        assertThat(defect.status()).isEqualTo(500);
        assertThat(new String(((Reply.Bytes) defect.body()).bytes())).doesNotContain("secret");
    }

    private Reply reply(String method, String path) throws Exception {
        return api.find(method, path).endpoint().handle(FakeCall.of(method, path));
    }
}
