package dev.imago.openapi;

import dev.imago.image.Samples;

/** Keys and upload tokens. */
final class AccessCalls {
    private final CheckedApi api;

    AccessCalls(CheckedApi api) {
        this.api = api;
    }

    void run() throws Exception {
        keys();
        tokens();
    }

    private void keys() throws Exception {
        Ask create = Ask.of("POST", "/v1/keys");
        Answer made = api.call(
                201,
                create.json(
                        "{\"name\": \"shop\", \"scopes\": [\"read\", \"write\"], \"prefix\": \"shop/\", \"expiresIn\": 60}"));
        String key = made.member("key");
        String place = made.header("location").orElseThrow();
        api.call(201, create.json("{\"scopes\": [\"delete\"], \"expires\": \"2099-01-01T00:00:00Z\"}"));
        api.call(400, create.json("{\"scopes\": []}"));
        api.call(400, create.json("{\"scopes\": [null]}"));
        api.call(400, create.json("null"));
        api.call(400, create.json("{\"scopes\": [\"read\"], \"expires\": \"+1000000000-01-01T00:00:00Z\"}"));
        api.call(413, create.json(" ".repeat(20_000)));
        api.call(403, create.as(key).with("Content-Type", "application/json").json("{}"));
        api.call(401, create.anonymously().json("{}"));
        api.call(201, Ask.of("PUT", "/v1/images/shop/a.png").as(key).body(Samples.png(5, 5)));
        api.call(403, Ask.of("PUT", "/v1/images/other/a.png").as(key).body(Samples.png(5, 5)));
        api.call(403, Ask.of("DELETE", "/v1/images/shop/a.png").as(key));
        api.call(403, Ask.of("GET", "/v1/images").as(key));
        api.call(200, Ask.of("GET", "/v1/keys"));
        api.call(401, Ask.of("GET", "/v1/keys").anonymously());
        api.call(200, Ask.of("GET", place));
        api.call(404, Ask.of("GET", "/v1/keys/aaaaaaaaaa"));
        api.call(204, Ask.of("DELETE", place));
        api.call(404, Ask.of("DELETE", "/v1/keys/aaaaaaaaaa"));
        api.call(200, Ask.of("GET", place));
        api.call(401, Ask.of("GET", "/v1/images?prefix=shop/").as(key));
    }

    private void tokens() throws Exception {
        Ask issue = Ask.of("POST", "/v1/tokens");
        Answer token = api.call(
                201,
                issue.json(
                        "{\"prefix\": \"u17/\", \"types\": [\"image/png\"], \"maxBytes\": 10000, \"expiresIn\": 60, \"uploads\": 1}"));
        api.call(201, issue.json("{}"));
        api.call(400, issue.json("{\"expiresIn\": 0}"));
        api.call(400, issue.json("{\"types\": [null]}"));
        api.call(400, issue.json("null"));
        api.call(413, issue.json(" ".repeat(20_000)));
        api.call(401, issue.anonymously().json("{}"));
        String place = "/v1/images/u17/a.png?token=" + token.member("token");
        api.call(201, Ask.of("PUT", place).anonymously().body(Samples.png(6, 6)));
        api.call(403, Ask.of("PUT", place).anonymously().body(Samples.png(6, 6)));
        api.call(204, Ask.of("DELETE", "/v1/tokens"));
        api.call(401, Ask.of("DELETE", "/v1/tokens").anonymously());
        api.call(401, Ask.of("PUT", place).anonymously().body(Samples.png(6, 6)));
    }
}
