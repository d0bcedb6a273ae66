package dev.imago.store;

import dev.imago.image.ImageKey;
import java.util.Optional;

/**
 * Capability: a path-addressed store replaces an image only if it is still the version that the caller knows, also where others write to
 * the store at the same time.
 */
public interface ConditionalPut {
    /**
     * As {@link Store#put}, but only over what is expected.
     *
     * @param expected the validator of the version that is to be replaced; empty: nothing may be there
     * @throws dev.imago.image.Fault of kind {@code PRECONDITION_FAILED} when something else is there; nothing has changed then
     */
    Stored putOver(Optional<String> expected, ImageKey key, Content content);
}
