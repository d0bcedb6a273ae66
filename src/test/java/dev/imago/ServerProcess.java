package dev.imago;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A real server in a process of its own, started as a user starts it. */
final class ServerProcess implements AutoCloseable {
    static final String KEY = "0123456789abcdef-tests";

    private final Process process;
    private volatile boolean ending;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String publicUrl;
    private final String apiUrl;

    private ServerProcess(Process process, String publicUrl, String apiUrl) {
        this.process = process;
        this.publicUrl = publicUrl;
        this.apiUrl = apiUrl;
    }

    /** Starts {@code imago serve FOLDER} on free ports and returns when it answers. */
    static ServerProcess serve(Path folder, Path log, Map<String, String> variables) {
        return serve(classPath(), folder, log, variables);
    }

    /** @param jvm arguments of the JVM, with the class path */
    static ServerProcess serve(List<String> jvm, Path folder, Path log, Map<String, String> variables) {
        return start(List.of(), jvm, List.of(folder.toString()), log, variables);
    }

    /** @param enter what the command begins with, to run it somewhere else */
    static ServerProcess serveIn(List<String> enter, Path folder, Path log) {
        return start(enter, classPath(), List.of(folder.toString()), log, Map.of());
    }

    /**
     * Starts {@code imago serve FOLDER}, somewhere else, on free ports and returns when it answers.
     *
     * @param enter what the command begins with, to run it there
     * @param jvm arguments of the JVM, with the class path
     */
    static ServerProcess serveIn(
            List<String> enter, List<String> jvm, Path folder, Path log, Map<String, String> variables) {
        return start(enter, jvm, List.of(folder.toString()), log, variables);
    }

    /** Starts {@code imago serve -c FILE} on free ports and returns when it answers. */
    static ServerProcess configured(Path file, Path log) {
        return start(List.of(), classPath(), List.of("-c", file.toString()), log, Map.of());
    }

    /** @param jvm arguments of the JVM, with the class path */
    static ServerProcess configured(List<String> jvm, Path file, Path log) {
        return start(List.of(), jvm, List.of("-c", file.toString()), log, Map.of());
    }

    /** Starts one beside another. */
    static Future<ServerProcess> inBackground(Callable<ServerProcess> start) {
        FutureTask<ServerProcess> started = new FutureTask<>(start);
        Thread.ofVirtual().start(started);
        return started;
    }

    private static List<String> classPath() {
        return List.of("-cp", System.getProperty("java.class.path"));
    }

    private static ServerProcess start(
            List<String> enter, List<String> jvm, List<String> arguments, Path log, Map<String, String> variables) {
        try {
            Process process = launch(enter, jvm, arguments, log, variables);
            // Not closed: the server may go on printing.
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String publicUrl = address(out, "public ", log);
            return new ServerProcess(process, publicUrl, address(out, "api ", log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code imago serve} with more arguments on free ports, and leaves it to itself. */
    static Process launch(List<String> arguments, Path log, Map<String, String> variables) throws IOException {
        return launch(List.of(), classPath(), arguments, log, variables);
    }

    /** Starts {@code imago serve} with more arguments, somewhere else, on free ports, and leaves it to itself. */
    static Process launch(
            List<String> enter, List<String> jvm, List<String> arguments, Path log, Map<String, String> variables)
            throws IOException {
        List<String> command = new ArrayList<>(enter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
        command.addAll(jvm);
        command.addAll(List.of("dev.imago.Main", "serve", "--public", "127.0.0.1:0", "--api", "127.0.0.1:0"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("IMAGO_ADMIN_KEY", KEY);
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static String address(BufferedReader out, String name, Path log) throws IOException {
        String line = out.readLine();
        if (line == null || !line.startsWith(name)) {
            throw new IllegalStateException("the server said '" + line + "' and not its addresses; see " + log);
        }
        return line.substring(name.length());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(publicUrl + path)));
    }

    String publicUrl() {
        return publicUrl;
    }

    String apiUrl() {
        return apiUrl;
    }

    /** A request to the api listener with the administrator's key; pairs of header names and values. */
    HttpResponse<byte[]> api(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return apiAs(KEY, method, path, body, headers);
    }

    /** A request to the api listener with some key or token. */
    HttpResponse<byte[]> apiAs(String key, String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(apiUrl + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    String apiText(String path) throws IOException, InterruptedException {
        return new String(api("GET", path, new byte[0]).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    long pid() {
        return process.pid();
    }

    /** Whether nobody has asked it to end. */
    boolean alive() {
        return !ending && process.isAlive();
    }

    /** Sends it a signal by name. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -" + name + ": " + status);
        }
    }

    /** Waits until it has ended, and returns its exit status. */
    int exitStatus() {
        return await();
    }

    /** SIGKILL. */
    void kill() {
        strike();
        await();
    }

    /** SIGKILL, without waiting: who waits for a disk ends when that answers. */
    void strike() {
        ending = true;
        process.destroyForcibly();
    }

    /** Asks it to stop: SIGTERM. Returns its exit status. */
    int stop() {
        ending = true;
        process.destroy();
        return await();
    }

    private int await() {
        try {
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        if (process.isAlive()) {
            kill();
        }
    }
}
