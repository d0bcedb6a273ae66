package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names of objects: the prefix, then the key. The key alone is the locator. Pure. */
record Names(String prefix) {
    /** S3 takes no longer names, in bytes of UTF-8. */
    private static final int MAX_BYTES = 1024;

    /** The object that holds this image, if one can. */
    Optional<String> of(ImageKey key) {
        String name = prefix + key.value();
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
        return key.hidden() || !fits ? Optional.empty() : Optional.of(name);
    }

    /** The object at a locator, if this store can have given it. */
    Optional<String> of(Locator locator) {
        return key(locator.value()).flatMap(this::of);
    }

    /** The image that an object holds, if it is one's name. */
    Optional<ImageKey> keyOf(String object) {
        return object.startsWith(prefix)
                ? key(object.substring(prefix.length())).filter(key -> !key.hidden())
                : Optional.empty();
    }

    private static Optional<ImageKey> key(String text) {
        try {
            return Optional.of(ImageKey.of(text));
        } catch (Fault notAKey) {
            return Optional.empty();
        }
    }
}
