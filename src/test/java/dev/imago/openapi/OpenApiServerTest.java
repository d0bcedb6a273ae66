package dev.imago.openapi;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.Imago;
import dev.imago.Settings;
import dev.imago.auth.AdminKey;
import dev.imago.config.Configurations;
import dev.imago.config.HostPort;
import dev.imago.config.Sources;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.delivery.Answer;
import dev.imago.delivery.DeliveryRequest;
import dev.imago.http.HttpServer;
import dev.imago.http.ListenerSettings;
import dev.imago.http.PublicContent;
import dev.imago.http.api.Api;
import dev.imago.journal.SqlJournal;
import dev.imago.ops.Health;
import dev.imago.upload.fetch.AnyPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of the api held against a running server, in both directions. */
@Tag("slow")
final class OpenApiServerTest {
    private final OpenApiDocument document = new OpenApiDocument();

    @TempDir
    Path folder;

    private Imago imago;
    private CheckedApi api;

    @BeforeEach
    void start() throws Exception {
        imago = started("{}", "30s");
        api = new CheckedApi(document, imago.apiUrl());
    }

    private Imago started(String apiLimits, String fetchTimeout) throws Exception {
        Path file = folder.resolve(".imago.yaml");
        Files.writeString(file, """
                data: %1$s/.imago
                stores: {folder: {type: folder, path: %1$s}, memory: {type: memory}}
                public: {listen: "127.0.0.1:0"}
                api: {listen: "127.0.0.1:0", limits: %2$s}
                routes: [{name: all, store: folder, upload: {max-size: 200KB, max-pixels: 1000000}}]
                quotas: [{prefix: full/, max-images: 1}]
                cors: {origins: ["https://www.example.org"]}
                fetch: {allowed-networks: [127.0.0.0/8], ports: %3$s, timeout: %4$s, concurrent: 1}
                auth: {failures-per-minute: 4}
                renditions: {presets: {thumb: w=10}}
                webhooks: [{name: shop, url: "http://127.0.0.1:1/", secrets: [one], attempts: 1, first-pause: 10ms}]
                """.formatted(folder, apiLimits, AnyPort.ALL, fetchTimeout));
        Settings settings =
                Configurations.read(Settings.class, Sources.file(file)).settings();
        Imago server = new Imago(settings, Optional.of(new AdminKey(Ask.KEY)));
        server.start();
        return server;
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        imago.close();
    }

    @Test
    void the_document_has_the_endpoints_of_the_server_and_no_others() {
        Set<String> registered = imago.api().endpoints().stream()
                .map(endpoint -> endpoint.replace("...}", "}").replaceAll("\\{[a-z]+}", "{}"))
                .collect(toCollection(TreeSet::new));
        // What no endpoint is added for: OPTIONS is answered everywhere.
        imago.api().endpoints().stream()
                .map(endpoint -> endpoint.substring(endpoint.indexOf(' ') + 1))
                .map(template -> "OPTIONS " + template.replace("...}", "}").replaceAll("\\{[a-z]+}", "{}"))
                .forEach(registered::add);
        assertThat(document.operations())
                .extracting(operation -> operation.name().replaceAll("\\{[a-z]+}", "{}"))
                .containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void every_operation_answers_as_the_document_says() throws Exception {
        new ImageCalls(api, imago.publicUrl()).run();
        new TusCalls(api).run();
        new AccessCalls(api).run();
        new OperationCalls(api).run();
        new ListenerCalls(api, document).run();
        impatient();
        notReady();

        assertThat(api.violations()).isEmpty();
        assertThat(api.called())
                .containsExactlyInAnyOrderElementsOf(document.operations().stream()
                        .map(OpenApiDocument.Operation::name)
                        .toList());
        assertThat(api.statuses())
                .as("every status of the document but that of a defect")
                .containsExactlyInAnyOrderElementsOf(documentedStatuses());
    }

    private Set<Integer> documentedStatuses() {
        Set<Integer> all = new TreeSet<>();
        document.operations()
                .forEach(operation -> operation
                        .node()
                        .path("responses")
                        .propertyNames()
                        .forEach(status -> all.add(Integer.parseInt(status))));
        all.remove(500);
        return all;
    }

    /**
     * The answers of a server that waits for nobody. Its journal was trimmed, which retention does by age, while no server had the
     * database.
     */
    private void impatient() throws Exception {
        imago.close();
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve(".imago/catalog.db")))) {
            new SqlJournal(database).trim(Instant.now());
        }
        imago = started("{rate-grace: 500ms}", "1s");
        try (CheckedApi other = new CheckedApi(document, imago.apiUrl())) {
            other.call(410, Ask.of("GET", "/v1/changes?after=0"));
            new ImpatientCalls(other).run();
            api.include(other);
        }
    }

    /** The answer of a server that lacks something, which this one does not. */
    private void notReady() throws Exception {
        Api lacking = new Api()
                .add(
                        "GET",
                        "/readyz",
                        new Health()
                                .check("catalog", () -> Optional.of("the database does not answer"))
                                .readyz());
        ListenerSettings anywhere = ListenerSettings.on(HostPort.parse("127.0.0.1:0"));
        PublicContent nothing = new PublicContent() {
            @Override
            public Optional<Answer> immediate(DeliveryRequest request) {
                return Optional.empty();
            }

            @Override
            public Answer answer(DeliveryRequest request) {
                throw new IllegalStateException("nobody asks");
            }
        };
        try (HttpServer server = new HttpServer(anywhere, nothing, anywhere, lacking, exchange -> {})) {
            server.start();
            try (CheckedApi other = new CheckedApi(document, server.apiUrl())) {
                other.call(503, Ask.of("GET", "/readyz"));
                api.include(other);
            }
        }
    }
}
