package dev.imago.cli.replay;

import java.io.IOException;
import java.util.Optional;

/**
 * Asks both sides of an address, and tells what differs. Of bytes as few are read as will do: none where the lengths differ, or both sides tell the
 * same digest; those of one side where the other tells its digest.
 *
 * @param bytes whether bytes are compared at all
 */
public record Comparison(Side old, Side next, boolean bytes) {
    /** What differs. */
    public enum Kind {
        STATUS,
        LOCATION,
        TYPE,
        BYTES,
        DECISION
    }

    /**
     * A difference.
     *
     * @param before what the old side says, in words
     * @param rule of the new side, or of the old one, that decides; where a side tells
     */
    public record Difference(Kind kind, String before, String after, Optional<String> rule) {}

    /** @throws IOException if a side does not answer */
    public Optional<Difference> of(Address address) throws IOException {
        Seen before = old.ask(address);
        Seen after = next.ask(address);
        return kind(address, before, after)
                .map(kind -> new Difference(
                        kind, before.words(), after.words(), after.rule().or(before::rule)));
    }

    private Optional<Kind> kind(Address address, Seen before, Seen after) throws IOException {
        if (before.status() != after.status()) {
            return Optional.of(Kind.STATUS);
        }
        if (!before.location().equals(after.location())) {
            return Optional.of(Kind.LOCATION);
        }
        if (!before.what().equals(after.what())) {
            return Optional.of(before.status() == 0 ? Kind.DECISION : Kind.TYPE);
        }
        return bytes && before.ok() && !sameBytes(address, before, after) ? Optional.of(Kind.BYTES) : Optional.empty();
    }

    private boolean sameBytes(Address address, Seen before, Seen after) throws IOException {
        if (before.length().isPresent()
                && after.length().isPresent()
                && !before.length().equals(after.length())) {
            return false;
        }
        if (before.digest().isPresent() && before.digest().equals(after.digest())) {
            return true;
        }
        if (!(old instanceof ServerSide left) || !(next instanceof ServerSide right)) {
            return true;
        }
        Optional<String> told = after.digest().or(before::digest);
        ServerSide silent = after.digest().isPresent() ? left : right;
        if (told.isPresent() && told.equals(silent.digest(address))) {
            return true;
        }
        // A tag that only looks like a digest proves no difference.
        Optional<String> one = left.digest(address);
        return one.isPresent() && one.equals(right.digest(address));
    }
}
