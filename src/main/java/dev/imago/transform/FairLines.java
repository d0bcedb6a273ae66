package dev.imago.transform;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Lines of those who wait, one for each client, which are served in turn. Not thread-safe. */
final class FairLines<W> {
    /** Those in which somebody waits. */
    private final Map<String, Line<W>> lines = new HashMap<>();
    /** The same; the first one's turn it is. */
    private final ArrayDeque<Line<W>> turns = new ArrayDeque<>();

    private int waiting;

    private record Line<W>(String client, ArrayDeque<W> waiters) {}

    /** How many wait, of all clients. */
    int waiting() {
        return waiting;
    }

    /** How many wait of one client. */
    int waiting(String client) {
        return Optional.ofNullable(lines.get(client))
                .map(line -> line.waiters.size())
                .orElse(0);
    }

    /** How many clients wait. */
    int clients() {
        return lines.size();
    }

    void join(String client, W waiter) {
        Line<W> line = lines.computeIfAbsent(client, name -> {
            Line<W> made = new Line<>(name, new ArrayDeque<>());
            turns.addLast(made);
            return made;
        });
        line.waiters.addLast(waiter);
        waiting++;
    }

    /** Takes one out who waits. */
    void leave(String client, W waiter) {
        Line<W> line = Optional.ofNullable(lines.get(client)).orElseThrow();
        line.waiters.remove(waiter);
        waiting--;
        if (line.waiters.isEmpty()) {
            lines.remove(client);
            turns.remove(line);
        }
    }

    /** Takes out the one whose turn it is. */
    Optional<W> next() {
        Optional<Line<W>> next = Optional.ofNullable(turns.pollFirst());
        return next.map(line -> {
            W first = line.waiters.removeFirst();
            waiting--;
            if (line.waiters.isEmpty()) {
                lines.remove(line.client);
            } else {
                turns.addLast(line);
            }
            return first;
        });
    }
}
