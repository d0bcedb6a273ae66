package dev.imago;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Asks for renditions while their workers are killed: each is whole, and made of what was there. */
final class KillRenditions {
    private final KillTruth truth;
    private final KillImages images;
    private final AtomicInteger made = new AtomicInteger();

    KillRenditions(KillTruth truth, KillImages images) {
        this.truth = truth;
        this.images = images;
    }

    int made() {
        return made.get();
    }

    void once(ServerProcess server, Random own) throws IOException, InterruptedException {
        List<String> keys = truth.keys().stream()
                .filter(key -> key.startsWith(KillLoad.WRITER))
                .toList();
        if (keys.isEmpty()) {
            return;
        }
        String key = keys.get(own.nextInt(keys.size()));
        long asked = System.nanoTime();
        HttpResponse<byte[]> answer = server.get("/" + key + "?w=800&format=png");
        switch (answer.statusCode()) {
            case 200 -> {
                made.incrementAndGet();
                truth.judgeEntityTag(key, answer);
                Set<String> originals = images.originals(answer.body());
                if (originals.stream().noneMatch(digest -> truth.wasThere(key, digest, asked))) {
                    truth.violation(key + ": a rendition of " + originals + "; allowed is " + truth.allowed(key));
                }
            }
            // Its worker was killed, or there is none yet.
            case 503 -> {}
            default -> truth.judge(key, answer, asked, false);
        }
    }

    /** Kills a worker of the server soon after one has made something: earlier there would never be one. */
    void killWorker(ServerProcess server, Random own) {
        int before = made.get();
        while (server.alive() && made.get() == before) {
            LockSupport.parkNanos(5_000_000);
        }
        LockSupport.parkNanos(own.nextInt(100) * 1_000_000L);
        List<ProcessHandle> workers = ProcessHandle.of(server.pid()).stream()
                .flatMap(ProcessHandle::children)
                .toList();
        if (server.alive() && !workers.isEmpty()) {
            workers.get(own.nextInt(workers.size())).destroyForcibly();
        }
    }
}
