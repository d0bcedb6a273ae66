package dev.imago.cli.demo;

import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Performs the main job before the eyes of a person, step by step, against a server that is really there. */
public final class Show {
    private static final List<String> TELLING = List.of(
            "content-type", "content-length", "content-range", "etag", "last-modified", "cache-control", "location");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String LIBRARY = "libvips";

    private final Terminal terminal;
    private final String publicUrl;
    private final String apiUrl;
    private final String key;
    private final Path folder;
    private final Path photographs;
    private final boolean oldNames;
    private final HttpClient client = HttpClient.newHttpClient();
    private int steps;
    private int failures;

    /**
     * Prepares the show.
     *
     * @param folder that the server serves
     * @param photographs the folder of files to upload
     * @param oldNames whether the server knows old addresses of thumbnails: {@link Scratch#configuration}
     */
    public Show(
            Terminal terminal,
            String publicUrl,
            String apiUrl,
            String key,
            Path folder,
            Path photographs,
            boolean oldNames) {
        this.terminal = terminal;
        this.publicUrl = publicUrl;
        this.apiUrl = apiUrl + "/v1/images";
        this.key = key;
        this.folder = folder;
        this.photographs = photographs;
        this.oldNames = oldNames;
    }

    /** Performs all steps. Returns how many were not answered as they should be. */
    public int perform() throws IOException, InterruptedException {
        terminal.say("export IMAGO_KEY=" + key);
        String image = publicUrl + "/upload/qa/test.jpg";
        String upload = apiUrl + "/upload/qa/test.jpg";
        play(Step.put("Upload a photograph", upload, photographs.resolve("dandelion.jpg"), 201));
        play(Step.put(
                "and another, of another format",
                apiUrl + "/upload/qa/coffee.png",
                photographs.resolve("coffee.png"),
                201));
        String etag = play(Step.get("It is served under its own address", image, 200));
        if (render(Step.get("A small WebP of it, made when it is first asked for", image + "?w=400&format=webp", 200))
                && oldNames) {
            play(Step.get(
                    "and by an old address of the site's thumbnails, for which there is no file",
                    publicUrl + "/upload/qa/test_200x200.jpg",
                    200));
        }
        dropFile();
        play(Step.get("... and is served at once", publicUrl + "/upload/qa/dropped.jpg", 200));
        play(Step.get("A browser that has the image asks again", image, 304).with("If-None-Match", etag));
        play(Step.get("Only a part of it", image, 206).with("Range", "bytes=0-1023"));
        play(Step.put("Replace it, if nobody else did", upload, photographs.resolve("mountains.jpg"), 200)
                .with("If-Match", etag));
        play(Step.get("Same address, new bytes, new validator", image, 200).with("If-None-Match", etag));
        play(Step.delete("Delete it", upload, 204));
        play(Step.get("and it is gone", image, 404));
        return failures;
    }

    /** Plays a step that needs libvips; without it, says so and goes on. Returns whether it is there. */
    private boolean render(Step step) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(step.request(key), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 503 && answer.body().contains(LIBRARY)) {
            terminal.say("");
            terminal.say("(No renditions are shown, as there is no " + LIBRARY + " here: " + answer.body() + ")");
            return false;
        }
        play(step);
        return true;
    }

    /** Plays one step; returns the entity tag of the answer, empty if there is none. */
    private String play(Step step) throws IOException, InterruptedException {
        terminal.say("");
        terminal.say(++steps + ". " + step.title());
        terminal.say("   $ " + step.curl());
        HttpResponse<byte[]> answer = client.send(step.request(key), HttpResponse.BodyHandlers.ofByteArray());
        String verdict = answer.statusCode() == step.status() ? "" : "   FAILED: it should be " + step.status();
        terminal.say("   HTTP " + answer.statusCode() + ", " + answer.body().length + " bytes" + verdict);
        answer.headers().map().forEach((name, values) -> {
            if (TELLING.contains(name)) {
                terminal.say("   " + name + ": " + String.join(", ", values));
            }
        });
        failures += verdict.isEmpty() ? 0 : 1;
        return answer.headers().firstValue("etag").orElse("");
    }

    /** What an old program of the site does: it writes into the folder and knows nothing of Imago. */
    private void dropFile() throws IOException, InterruptedException {
        Path file = folder.resolve("upload/qa/dropped.jpg");
        terminal.say("");
        terminal.say(++steps + ". Another program puts a file into the folder");
        terminal.say("   $ cp " + photographs.resolve("fig.jpg") + " " + file);
        Files.copy(photographs.resolve("fig.jpg"), file);
        awaitAdoption();
    }

    private void awaitAdoption() throws IOException, InterruptedException {
        var stat = new Step(
                "", "GET", URI.create(apiUrl + "/upload/qa/dropped.jpg"), Map.of(), Optional.empty(), true, 200);
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            if (client.send(stat.request(key), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200) {
                terminal.say("   the catalog knows it after "
                        + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
                return;
            }
            Thread.sleep(20);
        }
        failures++;
        terminal.say("   FAILED: the catalog does not know it after " + PATIENCE.toSeconds() + " s");
    }
}
