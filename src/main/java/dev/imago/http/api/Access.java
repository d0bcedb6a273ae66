package dev.imago.http.api;

import dev.imago.image.ImageKey;
import dev.imago.image.KeyPrefix;
import dev.imago.upload.Grant;

/** Tells whether a caller may do what the call asks for. Endpoints ask it before they do or tell anything. */
public interface Access {
    /** What a caller can be allowed to do. */
    enum Right {
        READ,
        WRITE,
        DELETE,
        ADMIN
    }

    /**
     * Demands a right for everything below a prefix.
     *
     * @param prefix of keys; empty for all of them
     * @throws dev.imago.image.Fault of kind {@code UNAUTHENTICATED} or {@code FORBIDDEN}
     */
    void require(Call call, Right right, String prefix);

    /** Demands a right for everything that begins like this. */
    default void require(Call call, Right right, KeyPrefix prefix) {
        require(call, right, prefix.text());
    }

    /** Demands a right for one image. */
    default void require(Call call, Right right, ImageKey key) {
        require(call, right, key.value());
    }

    /**
     * Demands the right to upload at all, before a body tells under which keys.
     *
     * @throws dev.imago.image.Fault of kind {@code UNAUTHENTICATED} or {@code FORBIDDEN}
     */
    void requireSomeUpload(Call call);

    /**
     * Demands the right to upload under a key, also by an upload token.
     *
     * @return limits that the caller has beyond those of the place
     * @throws dev.imago.image.Fault of kind {@code UNAUTHENTICATED} or {@code FORBIDDEN}
     */
    Grant requireUpload(Call call, ImageKey key);
}
