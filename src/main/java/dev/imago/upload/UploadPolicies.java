package dev.imago.upload;

import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import java.util.Optional;

/** Chooses where an image goes by its key. Called from many threads; answers at once. */
public interface UploadPolicies {
    /**
     * The policy for a key.
     *
     * @throws dev.imago.image.Fault of kind {@code FORBIDDEN} when nothing can be uploaded there
     */
    UploadPolicy policyFor(ImageKey key);

    /** The store of that name, which an image may be in from earlier times; empty if it is not configured any more. */
    Optional<Store> store(String name);
}
