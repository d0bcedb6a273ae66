package dev.imago;

import static dev.imago.KillTruth.ABSENT;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Everything that a server is put to at once until it is killed: each thread writes to keys of its own, and notes what may be there. */
final class KillLoad {
    private static final int WRITERS = 4;
    private static final int READERS = 2;
    /** Keys below these are written to by the api alone. */
    static final String WRITER = "w";

    private static final String FORM = "form/";
    private static final String BULK = "bulk/";

    /** Keys below these are written to by another program; the second one writes in place. */
    static final String OTHER = "other/";

    static final String IN_PLACE = "inplace/";
    static final String SHARED = "shared/";

    private final KillTruth truth;
    private final KillTus tus;
    private final KillShared shared;
    private final KillImages images = new KillImages();
    private final KillRenditions renditions;
    private final KillFollower follower = new KillFollower();
    private final OtherProgram other;

    /** Whether the deletion of all below {@link #BULK} was acknowledged and its end not seen. */
    private volatile boolean bulkOrdered;

    /** @param powerFails whether what another program does not sync can be lost */
    KillLoad(KillTruth truth, Path folder, boolean powerFails) {
        this.truth = truth;
        this.other = new OtherProgram(folder, powerFails);
        this.tus = new KillTus(truth, images);
        this.shared = new KillShared(truth, images, other);
        this.renditions = new KillRenditions(truth, images);
    }

    private interface Work {
        void once(Random own) throws IOException, InterruptedException;
    }

    /** Runs until the server ends; what happens on the way is in the truth. */
    List<Thread> start(ServerProcess server, Random random) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String writer = WRITER + i;
            threads.add(start(server, random, own -> write(server, writer + "/" + own.nextInt(5) + ".png", own)));
        }
        for (int i = 0; i < READERS; i++) {
            threads.add(start(server, random, own -> read(server, own)));
        }
        threads.add(start(server, random, own -> form(server, own)));
        threads.add(start(server, random, own -> bulk(server, own)));
        threads.add(start(server, random, own -> tus.once(server, own)));
        threads.add(start(server, random, own -> shared.upload(server, own)));
        threads.add(start(server, random, own -> shared.rename(server, own)));
        threads.add(start(server, random, own -> drop(server, own)));
        threads.add(start(server, random, own -> renditions.once(server, own)));
        threads.add(start(server, random, own -> renditions.killWorker(server, own)));
        threads.add(start(server, random, own -> follower.once(server)));
        return threads;
    }

    private Thread start(ServerProcess server, Random random, Work work) {
        var own = new Random(random.nextLong());
        return Thread.ofVirtual().start(() -> {
            try {
                while (server.alive()) {
                    work.once(own);
                }
            } catch (IOException e) {
                // What was in flight at the kill stays among the allowed.
                if (server.alive()) {
                    truth.violation("the connection broke while the server was alive: " + e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** After a restart: goes on with what was acknowledged in part. */
    void resume(ServerProcess server) throws IOException, InterruptedException {
        tus.resume(server);
        while (server.apiText("/v1/jobs").contains("\"running\"")) {
            LockSupport.parkNanos(10_000_000);
        }
        if (bulkOrdered) {
            bulkKeys().forEach(key -> truth.settle(key, ABSENT));
            bulkOrdered = false;
        }
    }

    KillTus tus() {
        return tus;
    }

    KillFollower follower() {
        return follower;
    }

    /** How many renditions were answered. */
    int renditions() {
        return renditions.made();
    }

    /** What is under the keys now is the truth. */
    void restarted() {
        shared.restarted();
    }

    /** A create, replace or delete. */
    private void write(ServerProcess server, String key, Random own) throws IOException, InterruptedException {
        String now = truth.state(key);
        boolean delete = !now.equals(ABSENT) && own.nextInt(4) == 0;
        byte[] image = images.image(own);
        String next = delete ? ABSENT : Digest.of(image).hex();
        truth.begin(key, next);
        String[] condition =
                now.equals(ABSENT) ? new String[] {"If-None-Match", "*"} : new String[] {"If-Match", '"' + now + '"'};
        HttpResponse<byte[]> answer =
                server.api(delete ? "DELETE" : "PUT", "/v1/images/" + key, delete ? new byte[0] : image, condition);
        if (require(key, answer, 200, 201, 204)) {
            truth.settle(key, next);
            if (!delete) {
                acknowledged(json(answer), next);
            }
        }
    }

    /** Several images in one form. */
    private void form(ServerProcess server, Random own) throws IOException, InterruptedException {
        var body = new ByteArrayOutputStream();
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] image = images.image(own);
            digests.add(Digest.of(image).hex());
            truth.begin(FORM + i + ".png", digests.getLast());
            body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + i
                            + ".png\"\r\nContent-Type: image/png\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(image);
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        HttpResponse<byte[]> answer = server.api(
                "POST",
                "/v1/images?prefix=" + FORM,
                body.toByteArray(),
                "Content-Type",
                "multipart/form-data; boundary=b");
        if (require(FORM, answer, 201)) {
            JsonNode items = json(answer).get("items");
            for (int i = 0; i < 3; i++) {
                truth.settle(FORM + i + ".png", digests.get(i));
                acknowledged(items.get(i).get("image"), digests.get(i));
            }
        }
    }

    /** Fills a prefix and deletes all of it in the background. */
    private void bulk(ServerProcess server, Random own) throws IOException, InterruptedException {
        for (String key : bulkKeys()) {
            if (truth.state(key).equals(ABSENT)) {
                write(server, key, own);
            }
        }
        String path = "/v1/images?prefix=" + BULK;
        HttpResponse<byte[]> unconfirmed = server.api("DELETE", path, new byte[0]);
        if (!require(BULK, unconfirmed, 409)) {
            return;
        }
        bulkKeys().forEach(key -> truth.begin(key, ABSENT));
        String confirm = json(unconfirmed).get("confirm").asString();
        HttpResponse<byte[]> ordered = server.api("DELETE", path + "&confirm=" + confirm, new byte[0]);
        if (require(BULK, ordered, 202)) {
            bulkOrdered = true;
            String job = "/v1/jobs/" + json(ordered).get("id").asString();
            while (!server.apiText(job).contains("\"done\"")) {
                LockSupport.parkNanos(5_000_000);
            }
            bulkKeys().forEach(key -> truth.settle(key, ABSENT));
            bulkOrdered = false;
        }
    }

    private static List<String> bulkKeys() {
        return List.of(BULK + "a.png", BULK + "b.png", BULK + "c/d.png", BULK + "c/e.png");
    }

    private void read(ServerProcess server, Random own) throws IOException, InterruptedException {
        List<String> keys = List.copyOf(truth.keys());
        if (keys.isEmpty()) {
            return;
        }
        String key = own.nextBoolean() ? truth.latest() : keys.get(own.nextInt(keys.size()));
        boolean inPlace = key.startsWith(IN_PLACE);
        boolean others = inPlace || key.startsWith(OTHER) || key.startsWith(SHARED);
        long asked = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = server.get("/" + key);
            if (!inPlace || answer.statusCode() != 503) {
                truth.judge(key, answer, asked, others);
            }
        } catch (IOException cutOff) {
            if (!inPlace) {
                throw cutOff;
            }
        }
    }

    /** What another program does. Half of an overwritten file is no state that could be told, so on a machine whose power fails it does not. */
    private void drop(ServerProcess server, Random own) throws IOException {
        boolean inPlace = own.nextInt(3) == 0 && !other.syncs();
        String key = inPlace ? IN_PLACE + "0.png" : OTHER + own.nextInt(4) + ".png";
        byte[] image = images.image(own);
        boolean remove = own.nextInt(4) == 0;
        String next = remove ? ABSENT : Digest.of(image).hex();
        truth.begin(key, next);
        if (remove) {
            other.remove(key);
        } else if (inPlace) {
            other.overwrite(key, image);
        } else {
            other.rename(key, image);
        }
        // On a disk that has lost its power, ext4 can call a sync done that was not.
        if (server.alive()) {
            truth.settle(key, next);
        }
        LockSupport.parkNanos(20_000_000);
    }

    private void acknowledged(JsonNode image, String digest) {
        truth.acknowledged(image.get("version").asLong(), digest);
    }

    private boolean require(String what, HttpResponse<byte[]> answer, Integer... statuses) {
        boolean right = Arrays.asList(statuses).contains(answer.statusCode());
        if (!right) {
            truth.violation(what + ": " + LocalServer.text(answer));
        }
        return right;
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.mapper().readTree(answer.body());
    }
}
