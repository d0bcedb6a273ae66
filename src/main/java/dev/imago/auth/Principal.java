package dev.imago.auth;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.Set;

/**
 * Who is calling, and what that one may do.
 *
 * @param id of the key, or of the token; never secret
 * @param scopes with {@link Scope#ADMIN} implying the others
 * @param prefix of the image keys that the scopes are for
 * @param limits of uploads
 */
public record Principal(Kind kind, String id, Set<Scope> scopes, Prefix prefix, UploadLimits limits) {
    /** How the caller is known. */
    public enum Kind {
        /** Not at all: there were no credentials. */
        ANONYMOUS,
        /** By an API key. */
        KEY,
        /** By an upload token. */
        TOKEN
    }

    /** Nobody in particular; may do nothing. */
    public static final Principal ANONYMOUS =
            new Principal(Kind.ANONYMOUS, "", Set.of(), Prefix.ALL, UploadLimits.NONE);

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    static Principal of(ApiKey key) {
        return new Principal(Kind.KEY, key.id(), key.scopes(), key.prefix(), UploadLimits.NONE);
    }

    static Principal of(UploadToken token) {
        return new Principal(Kind.TOKEN, token.id(), Set.of(Scope.WRITE), token.prefix(), token.limits());
    }

    /**
     * Goes on only if the caller may do this to the image.
     *
     * @throws Fault of kind {@code UNAUTHENTICATED} if nobody is known, {@code FORBIDDEN} if it is not allowed; the message says
     *     what is missing
     */
    public void require(Scope scope, ImageKey key) {
        requireScope(scope);
        if (!prefix.covers(key)) {
            throw outside();
        }
    }

    /** As {@link #require(Scope, ImageKey)}, for all images whose keys start with the text, as for a listing. */
    public void requirePrefix(Scope scope, String listed) {
        requireScope(scope);
        if (!prefix.covers(listed)) {
            throw outside();
        }
    }

    /** As {@link #require(Scope, ImageKey)}, for what is about no image in particular: only callers without a prefix may. */
    public void require(Scope scope) {
        requirePrefix(scope, "");
    }

    /** As {@link #require(Scope, ImageKey)}, for an image that is not known yet. */
    public void requireSomewhere(Scope scope) {
        requireScope(scope);
    }

    private void requireScope(Scope scope) {
        if (kind == Kind.ANONYMOUS) {
            throw new Fault(
                    Fault.Kind.UNAUTHENTICATED,
                    "This needs " + (scope == Scope.WRITE ? "an upload token or " : "")
                            + "an API key with the scope " + scope.text()
                            + ", sent as \"Authorization: Bearer KEY\".");
        }
        if (!scope.within(scopes)) {
            throw new Fault(
                    Fault.Kind.FORBIDDEN,
                    "This needs the scope " + scope.text() + "; " + name() + " has " + Scope.join(scopes) + ".");
        }
    }

    private Fault outside() {
        return new Fault(Fault.Kind.FORBIDDEN, name() + " is for images below " + prefix + " only.");
    }

    private String name() {
        return kind == Kind.TOKEN ? "This upload token" : "The API key " + id;
    }
}
