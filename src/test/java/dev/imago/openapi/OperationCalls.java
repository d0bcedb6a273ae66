package dev.imago.openapi;

import java.util.List;

/** What those who run the server ask of it, and the machines that watch it. */
final class OperationCalls {
    private final CheckedApi api;

    OperationCalls(CheckedApi api) {
        this.api = api;
    }

    void run() throws Exception {
        for (String path : List.of("/livez", "/readyz", "/metrics", "/v1/openapi.yaml")) {
            api.call(200, Ask.of("GET", path).anonymously());
            api.call(200, Ask.of("HEAD", path).anonymously());
        }
        api.call(200, Ask.of("GET", "/v1/status"));
        api.call(401, Ask.of("GET", "/v1/status").anonymously());
        api.call(202, Ask.of("POST", "/v1/scan?prefix=upload/&accept-removals=true"));
        api.call(401, Ask.of("POST", "/v1/scan").anonymously());
        api.call(
                200,
                Ask.of(
                        "GET",
                        "/v1/routes:explain?url=/shop/a.jpg%3Fw%3D10&host=h&header=Accept:%20*/*&client=192.0.2.7"));
        api.call(200, Ask.of("GET", "/v1/routes:explain?url=/a/../b"));
        api.call(400, Ask.of("GET", "/v1/routes:explain"));
        api.call(400, Ask.of("GET", "/v1/routes:explain?url=ftp://x/"));
        api.call(401, Ask.of("GET", "/v1/routes:explain?url=/a.jpg").anonymously());
        verifications();
        migrations();
        deadLetters();
        api.call(200, Ask.of("GET", "/v1/status"));
    }

    private void verifications() throws Exception {
        Answer small = api.call(202, Ask.of("POST", "/v1/verify?prefix=/shop/"));
        Waiting.until("one image is verified, also with a slash before the prefix", () -> {
            Answer now = api.call(200, Ask.of("GET", small.header("location").orElseThrow()));
            return now.member("state").equals("done")
                    && now.json().path("checked").asInt(0) == 1;
        });
        Answer begun = api.call(202, Ask.of("POST", "/v1/verify?rate=1B"));
        String place = begun.header("location").orElseThrow();
        api.call(409, Ask.of("POST", "/v1/verify"));
        api.call(400, Ask.of("POST", "/v1/verify?rate=fast"));
        api.call(400, Ask.of("POST", "/v1/verify?rate=0"));
        api.call(401, Ask.of("POST", "/v1/verify").anonymously());
        api.call(200, Ask.of("GET", place));
        api.call(204, Ask.of("DELETE", place));
        api.call(404, Ask.of("GET", "/v1/verify/none"));
        api.call(404, Ask.of("DELETE", "/v1/verify/none"));
        api.call(401, Ask.of("GET", place).anonymously());
        api.call(401, Ask.of("DELETE", place).anonymously());
    }

    private void migrations() throws Exception {
        String all = "/v1/migrations";
        Answer begun = api.call(
                201, Ask.of("POST", all + "?from=folder&to=memory&prefix=shop/&verify=sample&rate=1MB&concurrency=2"));
        String place = begun.header("location").orElseThrow();
        api.call(409, Ask.of("POST", all + "?from=folder&to=memory"));
        for (String wrong : List.of(
                "from=folder",
                "from=folder&to=folder",
                "from=folder&to=none",
                "from=folder&to=memory&verify=some",
                "from=folder&to=memory&rate=0",
                "from=folder&to=memory&concurrency=0")) {
            api.call(400, Ask.of("POST", all + "?" + wrong));
        }
        api.call(401, Ask.of("POST", all + "?from=folder&to=memory").anonymously());
        api.call(200, Ask.of("GET", all));
        api.call(401, Ask.of("GET", all).anonymously());
        api.call(404, Ask.of("GET", all + "/none"));
        api.call(401, Ask.of("GET", place).anonymously());
        for (String order : List.of("pause", "resume", "cutover?percent=50&prefix=shop/", "rollback")) {
            api.call(200, Ask.of("POST", place + ":" + order));
        }
        Waiting.until("all is copied", () -> {
            Answer now = api.call(200, Ask.of("GET", place + "?lacking=true"));
            return now.json().path("progress").path("stage").asString().equals("follow");
        });
        api.call(200, Ask.of("GET", place + "/proof"));
        api.call(401, Ask.of("GET", place + "/proof").anonymously());
        api.call(404, Ask.of("GET", all + "/none/proof"));
        api.call(200, Ask.of("POST", place + ":cutover"));
        api.call(200, Ask.of("POST", place + ":rollback"));
        api.call(200, Ask.of("POST", place + ":finish?remove-after=0"));
        api.call(409, Ask.of("POST", place + ":cutover"));
        api.call(404, Ask.of("POST", place + ":explode"));
        api.call(404, Ask.of("POST", all + "/none:pause"));
        api.call(401, Ask.of("POST", place + ":pause").anonymously());
        Waiting.until(
                "it is finished",
                () -> api.call(200, Ask.of("GET", place))
                        .json()
                        .path("progress")
                        .path("stage")
                        .asString()
                        .equals("done"));
    }

    /** The only webhook leads to nobody, so every change becomes one. */
    private void deadLetters() throws Exception {
        Waiting.until(
                "a letter is dead",
                () -> !api.call(200, Ask.of("GET", "/v1/webhooks/dead-letters"))
                        .json()
                        .path("items")
                        .isEmpty());
        Answer page = api.call(200, Ask.of("GET", "/v1/webhooks/dead-letters?after=0"));
        String place = "/v1/webhooks/dead-letters/"
                + page.json().path("items").get(0).path("id").asLong();
        api.call(200, Ask.of("GET", place));
        api.call(502, Ask.of("POST", place + ":retry"));
        api.call(204, Ask.of("DELETE", place));
        api.call(404, Ask.of("GET", place));
        api.call(404, Ask.of("POST", place + ":retry"));
        api.call(401, Ask.of("POST", place + ":retry").anonymously());
        api.call(400, Ask.of("GET", "/v1/webhooks/dead-letters?after=x"));
        api.call(401, Ask.of("GET", "/v1/webhooks/dead-letters").anonymously());
        api.call(401, Ask.of("DELETE", place).anonymously());
    }
}
