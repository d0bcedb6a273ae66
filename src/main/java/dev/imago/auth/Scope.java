package dev.imago.auth;

import dev.imago.image.Fault;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a key allows. */
public enum Scope {
    /** Metadata, listings and changes. */
    READ,
    /** Uploads, also over an existing image, and upload tokens. */
    WRITE,
    /** Deletion. */
    DELETE,
    /** All of the others, keys and operations. */
    ADMIN;

    /** As users write it: {@code read}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Fault of kind {@code INVALID} that lists what there is */
    public static Scope parse(String text) {
        for (Scope scope : values()) {
            if (scope.text().equals(text)) {
                return scope;
            }
        }
        throw new Fault(Fault.Kind.INVALID, "A scope is read, write, delete or admin, not \"" + text + "\".");
    }

    /** The scopes joined by a space, in their order (RFC 6749 §3.3). */
    public static String join(Collection<Scope> scopes) {
        return new TreeSet<>(scopes).stream().map(Scope::text).collect(Collectors.joining(" "));
    }

    static Set<Scope> split(String joined) {
        return Set.of(joined.split(" ")).stream().map(Scope::parse).collect(Collectors.toUnmodifiableSet());
    }

    boolean within(Set<Scope> scopes) {
        return scopes.contains(this) || scopes.contains(ADMIN);
    }
}
