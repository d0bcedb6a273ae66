package dev.imago;

import dev.imago.auth.AdminKey;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole server in this process, on free ports. */
final class LocalServer implements AutoCloseable {
    private static final String KEY = "0123456789abcdef-tests";

    private final Imago imago;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private LocalServer(Imago imago) {
        this.imago = imago;
    }

    /** @param settings by their dotted keys */
    static LocalServer serve(Path folder, Map<String, String> settings) throws IOException, ConfigException {
        var flags = new ArrayList<>(List.of(
                new Flag("test", "folder", folder.toString()),
                new Flag("test", "public.listen", "127.0.0.1:0"),
                new Flag("test", "api.listen", "127.0.0.1:0")));
        settings.forEach((key, value) -> flags.add(new Flag("test", key, value)));
        Settings read = Configurations.read(Settings.class, Sources.none().withFlags(flags))
                .settings();
        return serve(read);
    }

    /** @param yaml a configuration; its listeners get free ports */
    static LocalServer configured(Path folder, String yaml) throws IOException, ConfigException {
        Path file = Files.writeString(folder.resolve("imago.yaml"), yaml);
        var flags = List.of(
                new Flag("test", "public.listen", "127.0.0.1:0"),
                new Flag("test", "api.listen", "127.0.0.1:0"),
                new Flag("test", "data", folder.resolve("data").toString()));
        return serve(Configurations.read(Settings.class, Sources.file(file).withFlags(flags))
                .settings());
    }

    static LocalServer serve(Settings settings) throws IOException {
        var imago = new Imago(settings, Optional.of(new AdminKey(KEY)));
        imago.start();
        return new LocalServer(imago);
    }

    String publicUrl() {
        return imago.publicUrl();
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(imago.publicUrl() + path)), headers);
    }

    /** A request to the api listener with the administrator's key; pairs of header names and values. */
    HttpResponse<byte[]> api(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(imago.apiUrl() + path))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .header("Authorization", "Bearer " + KEY),
                headers);
    }

    static String text(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        imago.close();
    }
}
