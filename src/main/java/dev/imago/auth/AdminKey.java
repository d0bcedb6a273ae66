package dev.imago.auth;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.security.MessageDigest;
import java.util.Set;

/**
 * The admin key that {@code IMAGO_ADMIN_KEY} sets. Only its hash is kept, in memory: it works for as long as the variable is
 * set, also while the database is down, and cannot be revoked otherwise. Keys of the database work beside it.
 */
public final class AdminKey {
    /** The environment variable. */
    public static final String VARIABLE = "IMAGO_ADMIN_KEY";

    /** The id of its principal, which no key of the database has. */
    static final String ID = "admin";

    private static final int MIN_CHARS = 16;

    private final Digest hash;

    /** @throws Fault of kind {@code INVALID} if it is too short or could not be sent in a header; the message does not show it */
    public AdminKey(String text) {
        if (text.length() < MIN_CHARS || !text.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    VARIABLE + " must have at least " + MIN_CHARS
                            + " characters, ASCII without blanks. `openssl rand -hex 32`" + " makes a good one.");
        }
        this.hash = PlainKey.hash(text);
    }

    boolean is(Digest presented) {
        return MessageDigest.isEqual(hash.bytes(), presented.bytes());
    }

    static Principal principal() {
        return new Principal(Principal.Kind.KEY, ID, Set.of(Scope.ADMIN), Prefix.ALL, UploadLimits.NONE);
    }
}
