package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.upload.Grant;
import dev.imago.webhook.DeadLetters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterEndpointsTest {
    @TempDir
    Path folder;

    private boolean admin = true;

    @Test
    void dead_letters_are_listed_read_and_dropped_by_admins_alone() throws Exception {
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("c.db")))) {
            database.write(session -> session.update(
                    "INSERT INTO dead_letter (follower, delivery, body, changes, attempts, reason, failed)"
                            + " VALUES ('webhook:a', 'd1', '{}', 1, 10, '500', 0)"));
            Api api = new Api();
            new DeadLetterEndpoints(new DeadLetters(database), List.of(), access()).addTo(api);

            String list = new String(Json.bytes(value(send(api, "GET", "/v1/webhooks/dead-letters"))));
            assertThat(list).contains("\"delivery\":\"d1\"").doesNotContain("next");
            assertThat(send(api, "GET", "/v1/webhooks/dead-letters/1").status()).isEqualTo(200);
            assertThat(send(api, "GET", "/v1/webhooks/dead-letters/x").status()).isEqualTo(400);
            assertThat(send(api, "POST", "/v1/webhooks/dead-letters/1:retry").status())
                    .isEqualTo(409);
            assertThat(send(api, "DELETE", "/v1/webhooks/dead-letters/1").status())
                    .isEqualTo(204);
            assertThat(send(api, "GET", "/v1/webhooks/dead-letters/1").status()).isEqualTo(404);
            admin = false;
            assertThat(send(api, "GET", "/v1/webhooks/dead-letters").status()).isEqualTo(403);
        }
    }

    private Access access() {
        return new Access() {
            @Override
            public void require(Call call, Right right, String prefix) {
                if (!admin || right != Right.ADMIN) {
                    throw new Fault(Fault.Kind.FORBIDDEN, "No.");
                }
            }

            @Override
            public void requireSomeUpload(Call call) {
                throw new AssertionError("nothing is uploaded");
            }

            @Override
            public Grant requireUpload(Call call, ImageKey key) {
                throw new AssertionError("nothing is uploaded");
            }
        };
    }

    private static Object value(Reply reply) {
        return ((Reply.Value) reply.body()).value();
    }

    private static Reply send(Api api, String method, String target) throws Exception {
        FakeCall call = FakeCall.of(method, target);
        Api.Match match = api.find(method, call.path());
        return match.endpoint().handle(call.with(match.parameters()));
    }
}
