package dev.imago;

import dev.imago.http.api.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Follows the journal over HTTP, as another system would. One thread at a time. */
final class KillFollower {
    private final Map<Long, String> seen = new TreeMap<>();
    private long first;
    private long last;

    void once(ServerProcess server) throws IOException, InterruptedException {
        for (String line :
                server.apiText("/v1/changes?limit=1000&after=" + last).lines().toList()) {
            last = Json.mapper().readTree(line).get("sequence").asLong();
            seen.put(last, line);
        }
        LockSupport.parkNanos(5_000_000);
    }

    /** What it saw that is not there, and what is there that it passed over: neither may be. */
    List<String> missed(Map<Long, String> journal) {
        List<String> missed = new ArrayList<>();
        seen.forEach((sequence, line) -> {
            if (!line.equals(journal.get(sequence))) {
                missed.add("seen: " + line + ", there: " + journal.get(sequence));
            }
        });
        journal.forEach((sequence, line) -> {
            if (sequence > first && sequence <= last && !seen.containsKey(sequence)) {
                missed.add("not seen: " + line);
            }
        });
        return missed;
    }

    /** From here on it sees what comes after a number. */
    void goOn(long after) {
        seen.clear();
        first = after;
        last = after;
    }
}
