package dev.imago.cli.replay;

import dev.imago.cli.replay.Comparison.Difference;
import dev.imago.cli.replay.Comparison.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found to differ, in groups of the same rule, kind and answers. Thread-safe. */
public final class Differences {
    private final int mostExamples;
    private final Map<Key, Tally> groups = new LinkedHashMap<>();
    private long addresses;
    private long differing;
    private long unanswered;

    private record Key(String rule, Kind kind, String before, String after) {}

    private static final class Tally {
        private long addresses;
        private long requests;
        private final List<String> examples = new ArrayList<>();
    }

    /** A group, for people and programs; the addresses as examples. */
    public record Group(
            String rule,
            String kind,
            String before,
            String after,
            long addresses,
            long requests,
            List<String> examples) {}

    public Differences(int mostExamples) {
        this.mostExamples = mostExamples;
    }

    /** An address that is the same on both sides. */
    public synchronized void same() {
        addresses++;
    }

    /** One that no side could be asked of, or not both. */
    public synchronized void unanswered() {
        addresses++;
        unanswered++;
    }

    /**
     * One that differs.
     *
     * @param rule by which it is grouped
     * @param requests how often it was asked for
     */
    public synchronized void add(Address address, String rule, Difference difference, int requests) {
        addresses++;
        differing++;
        Tally tally = groups.computeIfAbsent(key(rule, difference), _ -> new Tally());
        tally.addresses++;
        tally.requests += requests;
        if (tally.examples.size() < mostExamples) {
            tally.examples.add(example(address, difference));
        }
    }

    private static String example(Address address, Difference difference) {
        return difference.kind() == Kind.BYTES || difference.kind() == Kind.TYPE
                ? address.toString()
                : address + ": " + difference.before() + " → " + difference.after();
    }

    /** Where redirects lead, and what rules decide, differs from address to address. */
    private static Key key(String rule, Difference difference) {
        return switch (difference.kind()) {
            case STATUS -> new Key(rule, difference.kind(), word(difference.before()), word(difference.after()));
            case TYPE -> new Key(rule, difference.kind(), difference.before(), difference.after());
            case LOCATION, BYTES, DECISION -> new Key(rule, difference.kind(), "", "");
        };
    }

    private static String word(String words) {
        return words.split(" ", 2)[0];
    }

    /** Those with the most requests first. */
    public synchronized List<Group> groups() {
        return groups.entrySet().stream()
                .map(entry -> new Group(
                        entry.getKey().rule(),
                        entry.getKey().kind().name().toLowerCase(Locale.ROOT),
                        entry.getKey().before(),
                        entry.getKey().after(),
                        entry.getValue().addresses,
                        entry.getValue().requests,
                        List.copyOf(entry.getValue().examples)))
                .sorted(Comparator.comparingLong(Group::requests).reversed())
                .toList();
    }

    /** Addresses that were asked of. */
    public synchronized long addresses() {
        return addresses;
    }

    public synchronized long differing() {
        return differing;
    }

    /** Addresses of which a side did not answer. */
    public synchronized long unansweredAddresses() {
        return unanswered;
    }
}
