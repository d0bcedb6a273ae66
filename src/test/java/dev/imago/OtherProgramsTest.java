package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Invariant I6: what real programs put, change and remove is served, refreshed or gone, and known, within two seconds. */
final class OtherProgramsTest {
    private static final byte[] FIRST = Samples.png(16, 16, 1);
    private static final byte[] SECOND = Samples.png(16, 16, 2);

    @TempDir
    static Path directory;

    private static Path folder;
    private static LiveServer server;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createDirectory(directory.resolve("site"));
        Files.write(directory.resolve("first.png"), FIRST);
        Files.write(directory.resolve("second.png"), SECOND);
        server = new LiveServer(folder).settled();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void cp_mv_and_rm_are_followed() throws Exception {
        sh("mkdir -p cp/deep && cp ../first.png cp/deep/a.png");
        server.soonHas("cp/deep/a.png", FIRST);
        sh("mv cp/deep/a.png cp/b.png");
        server.soonHas("cp/b.png", FIRST);
        server.soonLacks("cp/deep/a.png");
        sh("cp ../second.png cp/b.png");
        server.soonHas("cp/b.png", SECOND);
        sh("rm cp/b.png");
        server.soonLacks("cp/b.png");
    }

    @Test
    void bytes_overwritten_in_place_with_the_old_size_and_time_get_a_new_etag() throws Exception {
        byte[] changed = FIRST.clone();
        changed[changed.length - 1] ^= 1;
        Files.write(directory.resolve("changed.png"), changed);
        sh("mkdir place && cp -p ../first.png place/a.png");
        server.soonHas("place/a.png", FIRST);
        sh("touch -r place/a.png ../time; dd if=../changed.png of=place/a.png conv=notrunc status=none;"
                + " touch -r ../time place/a.png");
        server.soonHas("place/a.png", changed);
        assertThat(server.get("place/a.png").headers().firstValue("ETag").orElseThrow())
                .contains(Digest.of(changed).hex().substring(0, 8));
    }

    @Test
    void a_truncated_image_is_what_is_left_of_it() throws Exception {
        sh("mkdir cut && cp ../first.png cut/a.png");
        server.soonHas("cut/a.png", FIRST);
        sh("truncate -s 60 cut/a.png");
        server.soonHas("cut/a.png", Arrays.copyOf(FIRST, 60));
    }

    @Test
    void a_file_that_is_still_growing_is_not_adopted_yet() throws Exception {
        Files.createDirectory(folder.resolve("grow"));
        Process writer = new ProcessBuilder(
                        "sh",
                        "-ec",
                        "exec 3>grow/a.png; dd if=../first.png bs=60 count=1 status=none >&3; echo half; read go;"
                                + " dd if=../first.png bs=60 skip=1 status=none >&3")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(writer.inputReader().readLine()).isEqualTo("half");
        long until = System.nanoTime() + Duration.ofMillis(1500).toNanos();
        LiveServer.eventually("was asked for a while", Duration.ofSeconds(20), () -> {
            assertThat(server.get("grow/a.png").statusCode()).isNotEqualTo(200);
            assertThat(server.api("/v1/images/grow/a.png").statusCode()).isEqualTo(404);
            return System.nanoTime() > until;
        });
        writer.outputWriter().write("go\n");
        writer.outputWriter().close();
        assertThat(writer.waitFor()).isZero();
        server.soonHas("grow/a.png", FIRST);
    }

    @Test
    void a_directory_that_is_renamed_takes_its_images_along() throws Exception {
        sh(
                "mkdir -p old/deep; for i in $(seq 200); do ln -f ../first.png old/deep/$i.png; done; cp ../second.png old/x.png");
        awaitCount("old/", 201);
        sh("mv old new");
        server.soonHas("new/deep/200.png", FIRST);
        server.soonHas("new/x.png", SECOND);
        server.soonLacks("old/deep/200.png");
        awaitCount("new/", 201);
        awaitCount("old/", 0);
    }

    @Test
    void a_directory_with_most_of_all_images_may_be_moved_away_or_deleted() throws Exception {
        sh("mkdir most; cp ../first.png most/1.png");
        linkMany("most", 1200);
        awaitCount("most/", 1201);
        sh("mv most ../elsewhere");
        server.soonLacks("most/1.png");
        awaitCount("most/", 0);
        sh("cp -rl ../elsewhere most");
        awaitCount("most/", 1201);
        sh("rm -r most");
        server.soonLacks("most/1.png");
        awaitCount("most/", 0);
    }

    @Test
    void links_that_are_swapped_show_what_they_lead_to_now() throws Exception {
        sh("mkdir -p links/v1 links/v2; cp ../first.png links/v1/a.png; cp ../second.png links/v2/a.png;"
                + " ln -s v1/a.png links/file.png; ln -s v1 links/current");
        server.soonHas("links/file.png", FIRST);
        LiveServer.eventually(
                "served through the directory's link",
                LiveServer.soon(),
                () -> Arrays.equals(server.get("links/current/a.png").body(), FIRST));
        sh(
                "ln -s v2/a.png links/tmp && mv -T links/tmp links/file.png; ln -s v2 links/tmp && mv -T links/tmp links/current");
        server.soonHas("links/file.png", SECOND);
        server.soonHas("links/current/a.png", SECOND);
    }

    @Test
    void a_burst_of_many_files_is_adopted() throws Exception {
        sh("mkdir burst; cp ../first.png burst/1.png");
        linkMany("burst", 3000);
        awaitCount("burst/", 3001);
    }

    @Test
    void a_restart_finds_what_happened_while_the_server_was_down() throws Exception {
        Path site = Files.createDirectory(directory.resolve("down"));
        Files.write(site.resolve("stays.png"), FIRST);
        Files.write(site.resolve("changes.png"), FIRST);
        Files.write(site.resolve("goes.png"), FIRST);
        try (LiveServer before = new LiveServer(site).settled()) {
            before.soonHas("goes.png", FIRST);
            before.soonHas("changes.png", FIRST);
        }
        Files.write(site.resolve("changes.png"), SECOND);
        Files.delete(site.resolve("goes.png"));
        Files.write(site.resolve("comes.png"), SECOND);
        try (LiveServer after = new LiveServer(site)) {
            assertThat(after.get("changes.png").body()).isEqualTo(SECOND);
            assertThat(after.get("goes.png").statusCode()).isEqualTo(404);
            assertThat(after.get("comes.png").body()).isEqualTo(SECOND);
            after.settled();
            after.soonHas("changes.png", SECOND);
            after.soonLacks("goes.png");
            after.soonHas("comes.png", SECOND);
            after.soonHas("stays.png", FIRST);
        }
    }

    @Test
    void images_of_a_share_that_is_not_mounted_stay_known_and_are_asked_for_again_later() throws Exception {
        Path site = Files.createDirectory(directory.resolve("share"));
        Path away = directory.resolve("share-away");
        for (int i = 0; i < 20; i++) {
            Files.write(site.resolve(i + ".png"), Samples.png(16, 16, i));
        }
        try (LiveServer before = new LiveServer(site).settled()) {
            before.soonHas("19.png", Samples.png(16, 16, 19));
        }
        Files.createDirectory(away);
        sh("mv ../share/*.png ../share-away/");
        try (LiveServer after = new LiveServer(site)) {
            for (int i = 0; i < 20; i++) {
                assertThat(after.get(i + ".png").statusCode()).isGreaterThanOrEqualTo(400);
            }
            LiveServer.eventually(
                    "the scan refuses",
                    Duration.ofSeconds(30),
                    () -> after.scan().path("phase").asString("").equals("refused")
                            && after.scan().path("pending").asInt() == 0);
            HttpResponse<byte[]> missing = after.get("7.png");
            assertThat(missing.statusCode()).isEqualTo(503);
            assertThat(missing.headers().firstValue("Retry-After")).isPresent();
            assertThat(missing.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(after.get("never-there.png").statusCode()).isEqualTo(404);
            for (int i = 0; i < 20; i++) {
                assertThat(after.api("/v1/images/" + i + ".png").statusCode()).isEqualTo(200);
            }
            sh("mv ../share-away/*.png ../share/");
            after.soonHas("7.png", Samples.png(16, 16, 7));
        }
    }

    /** The kernel keeps 16,384 events for a process that does not read; a stopped one reads none. */
    @Test
    void what_an_overflow_of_the_kernels_queue_hid_is_found_by_a_scan() throws Exception {
        Path site = Files.createDirectory(directory.resolve("overflow"));
        Path log = directory.resolve("overflow.log");
        Path one = Files.write(site.resolve("one.png"), FIRST);
        Path other = site.resolve("other.png");
        Files.write(site.resolve("goes.png"), FIRST);
        try (ServerProcess process = ServerProcess.serve(site, log, Map.of())) {
            awaitKnown(process, "goes.png", 200);
            LiveServer.eventually(
                    "watched",
                    Duration.ofSeconds(30),
                    () -> process.apiText("/v1/status").contains("\"watched\":true"));
            process.signal("STOP");
            int limit = Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/fs/inotify/max_queued_events"))
                    .getFirst());
            for (int i = 0; i < limit / 2; i++) { // twice as many as fit: each rename is two events
                Files.move(one, other);
                Files.move(other, one);
            }
            Files.delete(site.resolve("goes.png"));
            Files.createDirectory(site.resolve("made"));
            Files.write(site.resolve("made/comes.png"), SECOND);
            process.signal("CONT");
            LiveServer.eventually(
                    "an overflow",
                    Duration.ofSeconds(30),
                    () -> Files.readString(log).contains("changes faster than events can be read"));
            awaitKnown(process, "goes.png", 404);
            awaitKnown(process, "made/comes.png", 200);
            Files.write(site.resolve("made/later.png"), SECOND);
            awaitKnown(process, "made/later.png", 200);
        }
    }

    private static void awaitKnown(ServerProcess process, String key, int status) throws Exception {
        LiveServer.eventually(
                key + " has " + status,
                Duration.ofSeconds(30),
                () -> process.api("GET", "/v1/images/" + key, new byte[0]).statusCode() == status);
    }

    /** Waits until the catalog lists so many images below the prefix. Longer than two seconds, for there may be thousands. */
    private static void awaitCount(String prefix, int count) throws Exception {
        LiveServer.eventually(count + " below " + prefix, Duration.ofSeconds(30), () -> {
            int found = 0;
            String after = "";
            do {
                JsonNode page = server.json("/v1/images?limit=1000&prefix=" + prefix + "&after=" + after);
                found += page.path("items").size();
                after = page.path("next").asString("");
            } while (!after.isEmpty());
            return found == count;
        });
    }

    private static void linkMany(String where, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createLink(folder.resolve(where + "/link" + i + ".png"), folder.resolve(where + "/1.png"));
        }
    }

    private static void sh(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("sh", "-ec", script))
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).as(script).isZero();
    }
}
