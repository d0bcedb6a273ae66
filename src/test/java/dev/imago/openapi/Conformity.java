package dev.imago.openapi;

import dev.imago.delivery.FaultStatus;
import dev.imago.openapi.OpenApiDocument.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What of an answer is not as the document says: status, header fields, media type, body. */
final class Conformity {
    /** Fields that every answer may have: those of the transport, and of CORS as the document's introduction says. */
    private static final Set<String> GENERAL = Set.of(
            "date",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "vary",
            "x-content-type-options",
            "access-control-allow-origin",
            "access-control-expose-headers");

    private final OpenApiDocument document;
    private final OpenApiSchemas schemas;

    Conformity(OpenApiDocument document) {
        this.document = document;
        this.schemas = new OpenApiSchemas(document);
    }

    List<String> problems(Operation operation, Ask ask, Answer answer) {
        List<String> problems = new ArrayList<>();
        JsonNode response =
                document.resolved(operation.node().path("responses").path(Integer.toString(answer.status())));
        if (response.isMissingNode()) {
            problems.add("the status is not documented");
            return problems;
        }
        headers(response, answer, problems);
        if (!ask.method().equals("HEAD")) {
            body(response.path("content"), answer, problems);
        } else if (answer.body().length > 0) {
            problems.add("HEAD has a body");
        }
        if (answer.status() < 400) {
            request(operation, ask, problems);
        }
        return problems;
    }

    private void headers(JsonNode response, Answer answer, List<String> problems) {
        Set<String> documented = new java.util.HashSet<>(GENERAL);
        response.path("headers").properties().forEach(member -> {
            String name = member.getKey().toLowerCase(java.util.Locale.ROOT);
            documented.add(name);
            JsonNode header = document.resolved(member.getValue());
            Optional<String> value = answer.header(name);
            if (value.isPresent()) {
                schemas.problems(header.path("schema"), value(header.path("schema"), value.get()))
                        .forEach(problem -> problems.add("header " + name + problem));
            } else if (header.path("required").asBoolean(false)) {
                problems.add("the header " + name + " is missing");
            }
        });
        answer.headers().keySet().stream()
                .filter(name -> !documented.contains(name))
                .forEach(name -> problems.add("the header " + name + " is not documented"));
    }

    private JsonNode value(JsonNode schema, String text) {
        boolean integer = document.resolved(schema).path("type").asString().equals("integer");
        return integer && text.matches("-?[0-9]{1,18}")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                : JsonNodeFactory.instance.stringNode(text);
    }

    private void body(JsonNode content, Answer answer, List<String> problems) {
        Optional<String> type = answer.header("content-type").map(value -> value.split(";")[0].strip());
        if (content.isMissingNode()) {
            if (answer.body().length > 0 || type.isPresent()) {
                problems.add("there is a body, and none is documented");
            }
            return;
        }
        JsonNode media = type.map(content::path).orElse(JsonNodeFactory.instance.missingNode());
        if (media.isMissingNode()) {
            problems.add("the media type " + type.orElse("(none)") + " is not documented");
        } else if (type.get().endsWith("json")) {
            problems.addAll(schemas.problems(media.path("schema"), answer.json()));
            if (type.get().equals("application/problem+json")) {
                problem(answer, problems);
            }
        } else if (media.has("x-each-line")) {
            answer.text()
                    .lines()
                    .forEach(line -> problems.addAll(schemas.problems(
                            media.get("x-each-line"), JsonMapper.shared().readTree(line))));
        }
    }

    private static void problem(Answer answer, List<String> problems) {
        if (answer.json().path("status").asInt(0) != answer.status()) {
            problems.add("the problem has another status");
        }
        if (!answer.member("title").equals(FaultStatus.title(answer.status()))) {
            problems.add("the problem has another title than the reason phrase: " + answer.member("title"));
        }
        if (!answer.member("instance")
                .equals("urn:imago:request:" + answer.header("x-request-id").orElse(""))) {
            problems.add("the problem names another request");
        }
    }

    /** What a request that was taken had in it is documented, too. */
    private void request(Operation operation, Ask ask, List<String> problems) {
        for (String pair : ask.query().split("&")) {
            String name = pair.split("=", 2)[0];
            if (!name.isEmpty() && !operation.takes("query", name)) {
                problems.add("the parameter " + name + " is not documented");
            }
        }
        for (String name : ask.headers().keySet()) {
            boolean general = Set.of("Authorization", "Content-Type", "Origin", "X-Request-Id")
                            .contains(name)
                    || name.startsWith("Access-Control-");
            if (!general && !operation.takes("header", name)) {
                problems.add("the request header " + name + " is not documented");
            }
        }
        JsonNode json = operation.node().path("requestBody").path("content").path("application/json");
        if (!json.isMissingNode()) {
            schemas.problems(json.path("schema"), JsonMapper.shared().readTree(ask.body()))
                    .forEach(problem -> problems.add("the request " + problem));
        }
    }
}
