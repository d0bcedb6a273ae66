package dev.imago;

import dev.imago.image.Digest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What may be under each key: what was acknowledged last, and what operations under way would make of it. Each key belongs to
 * one thread of the load, so that this is known exactly. Thread-safe.
 */
final class KillTruth {
    static final String ABSENT = "absent";

    /** What another program did shows within seconds (I6); the machine of a test may be slow. */
    private static final Duration ADOPTION = Duration.ofSeconds(20);

    /** States now, and when others ended. */
    private record Place(Set<String> now, Map<String, Long> ended) {}

    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private volatile String latest = "none";
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    /** Digests of acknowledged puts by the journal's number, as the answers told. */
    final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

    Set<String> keys() {
        return new TreeSet<>(places.keySet());
    }

    /** The key that is being written to. */
    String latest() {
        return latest;
    }

    Set<String> allowed(String key) {
        Place place = places.get(key);
        return place == null ? Set.of(ABSENT) : place.now();
    }

    /** The state of a key that is at rest. */
    String state(String key) {
        return allowed(key).iterator().next();
    }

    /** From here on the key may also be in these states. */
    void begin(String key, String... next) {
        latest = key;
        Set<String> now = new HashSet<>(allowed(key));
        now.addAll(List.of(next));
        put(key, now);
    }

    /** From here on it is in one of these. */
    void settle(String key, String... states) {
        put(key, Set.of(states));
    }

    private void put(String key, Set<String> now) {
        places.compute(key, (k, before) -> {
            Map<String, Long> ended = new ConcurrentHashMap<>(before == null ? Map.of() : before.ended());
            Set<String> gone = new HashSet<>(before == null ? Set.of(ABSENT) : before.now());
            gone.removeAll(now);
            gone.forEach(state -> ended.put(state, System.nanoTime()));
            return new Place(now, ended);
        });
    }

    void violation(String text) {
        violations.add(text);
    }

    List<String> violations() {
        return new ArrayList<>(violations);
    }

    /** I2, I3, always answering: a whole image that was there, or an honest 404. */
    void judge(String key, HttpResponse<byte[]> answer, long asked, boolean others) {
        int status = answer.statusCode();
        String state = status == 404 ? ABSENT : Digest.of(answer.body()).hex();
        if (status != 200 && status != 404) {
            violation(key + ": " + LocalServer.text(answer));
        } else if (!wasThere(key, state, others ? asked - ADOPTION.toNanos() : asked)) {
            violation(key + ": " + state + " was not there; allowed is " + allowed(key));
        }
        if (status == 200) {
            judgeEntityTag(key, answer);
        }
    }

    /** I3: a strong entity tag is the digest of the body. */
    void judgeEntityTag(String key, HttpResponse<byte[]> answer) {
        String tag = answer.headers().firstValue("ETag").orElse("");
        if (!tag.equals(Digest.of(answer.body()).etag())) {
            violation(key + ": the body is not that of its entity tag " + tag);
        }
    }

    /** Whether a key was in a state at some time since then. */
    boolean wasThere(String key, String state, long since) {
        Place place = places.get(key);
        if (place == null) {
            return state.equals(ABSENT);
        }
        Long ended = place.ended().get(state);
        return place.now().contains(state) || (ended != null && ended - since >= 0);
    }

    /** What an answer to a put tells of the journal. */
    void acknowledged(long version, String digest) {
        acknowledged.put(version, digest);
    }
}
