package dev.imago;

import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Keys that uploads and another program write to at the same time. Whatever began after another write had ended has overwritten it;
 * of those that overlapped any may be there.
 */
final class KillShared {
    private static final int KEYS = 3;
    private static final long UNDER_WAY = Long.MAX_VALUE;

    private static final class Write {
        private final String digest;
        private final long begin = System.nanoTime();
        private long end = UNDER_WAY;

        Write(String digest) {
            this.digest = digest;
        }
    }

    private final KillTruth truth;
    private final KillImages images;
    private final OtherProgram other;
    private final Map<String, List<Write>> writes = new HashMap<>();

    KillShared(KillTruth truth, KillImages images, OtherProgram other) {
        this.truth = truth;
        this.images = images;
        this.other = other;
    }

    void upload(ServerProcess server, Random own) throws IOException, InterruptedException {
        String key = KillLoad.SHARED + own.nextInt(KEYS) + ".png";
        byte[] image = images.image(own);
        Write write = begin(key, image);
        HttpResponse<byte[]> answer = server.api("PUT", "/v1/images/" + key, image);
        if (answer.statusCode() / 100 != 2) {
            truth.violation(key + ": " + LocalServer.text(answer));
            return;
        }
        end(key, write);
    }

    void rename(ServerProcess server, Random own) throws IOException {
        String key = KillLoad.SHARED + own.nextInt(KEYS) + ".png";
        byte[] image = images.image(own);
        Write write = begin(key, image);
        other.rename(key, image);
        if (server.alive()) {
            end(key, write);
        }
        LockSupport.parkNanos(10_000_000);
    }

    /** Afterwards what is under a key is known, and nothing is under way. */
    synchronized void restarted() {
        writes.replaceAll((key, all) -> {
            Write only = new Write(truth.state(key));
            only.end = only.begin;
            return new ArrayList<>(List.of(only));
        });
    }

    private synchronized Write begin(String key, byte[] image) {
        var write = new Write(Digest.of(image).hex());
        writes.computeIfAbsent(key, k -> new ArrayList<>()).add(write);
        truth.begin(key, write.digest);
        return write;
    }

    private synchronized void end(String key, Write write) {
        write.end = System.nanoTime();
        List<Write> all = writes.getOrDefault(key, new ArrayList<>());
        all.removeIf(other -> other.end != UNDER_WAY && other.end < write.begin);
        truth.settle(key, all.stream().map(other -> other.digest).distinct().toArray(String[]::new));
    }
}
