package dev.imago.openapi;

import java.util.Set;
import java.util.TreeSet;

/** What holds for every address: OPTIONS, CORS, limits, wrong keys. The last one shuts this client out, so it goes last. */
final class ListenerCalls {
    private final CheckedApi api;
    private final OpenApiDocument document;

    ListenerCalls(CheckedApi api, OpenApiDocument document) {
        this.api = api;
        this.document = document;
    }

    void run() throws Exception {
        options();
        api.call(414, Ask.of("GET", "/v1/images?prefix=" + "a".repeat(9_000)));
        api.call(431, Ask.of("GET", "/v1/images").with("X-Request-Id", "a".repeat(20_000)));
        api.call(200, Ask.of("GET", "/v1/images").with("Origin", "https://www.example.org"));
        api.call(401, Ask.of("GET", "/v1/images").anonymously().with("Origin", "https://www.example.org"));
        wrongKeys();
    }

    private void options() throws Exception {
        Set<String> templates = new TreeSet<>();
        document.operations().forEach(operation -> templates.add(operation.template()));
        for (String template : templates) {
            String path = template.replaceAll("\\{[a-z]+}", "1");
            Answer answer = api.call(204, Ask.of("OPTIONS", path).anonymously());
            api.call(
                    204,
                    Ask.of("OPTIONS", path)
                            .anonymously()
                            .with("Origin", "https://www.example.org")
                            .with("Access-Control-Request-Method", "PUT"));
            if (!template.startsWith("/v1/tus") && !answer.header("allow").equals(java.util.Optional.of(allow(path)))) {
                api.violations().add(template + " allows " + answer.header("allow"));
            }
        }
    }

    /** Of all templates that a path matches: an image may have a name that ends like one of them. */
    private String allow(String path) {
        Set<String> methods = new TreeSet<>();
        document.operations().stream()
                .filter(operation -> operation.matches(path))
                .forEach(operation -> methods.add(operation.method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    private void wrongKeys() throws Exception {
        Ask wrong = Ask.of("GET", "/v1/images").as("imago_wrong");
        api.call(401, wrong);
        Waiting.until("there were too many", () -> api.send(wrong).status() == 429);
    }
}
