package dev.imago.http.api;

import dev.imago.auth.Principal;
import dev.imago.auth.Scope;
import dev.imago.auth.Tokens;
import dev.imago.image.ImageKey;
import dev.imago.upload.Grant;

/** Answers for the caller whom {@link Authentication} found out. */
public final class Callers implements Access {
    private final Tokens tokens;

    public Callers(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The caller; {@link Principal#ANONYMOUS} without credentials. */
    public static Principal of(Call call) {
        return call.principal(Principal.class).orElse(Principal.ANONYMOUS);
    }

    @Override
    public void require(Call call, Right right, String prefix) {
        of(call).requirePrefix(scope(right), prefix);
    }

    @Override
    public void requireSomeUpload(Call call) {
        of(call).requireSomewhere(Scope.WRITE);
    }

    /** Takes one of the uploads that a token is good for, too; so it is asked once for each upload. */
    @Override
    public Grant requireUpload(Call call, ImageKey key) {
        Principal caller = of(call);
        caller.require(Scope.WRITE, key);
        tokens.countUpload(caller);
        return grant(caller);
    }

    /** The limits of a caller's uploads, beyond those of the place. */
    public static Grant grant(Principal caller) {
        return new Grant(caller.limits().formats(), caller.limits().maxBytes());
    }

    private static Scope scope(Right right) {
        return switch (right) {
            case READ -> Scope.READ;
            case WRITE -> Scope.WRITE;
            case DELETE -> Scope.DELETE;
            case ADMIN -> Scope.ADMIN;
        };
    }
}
