package dev.imago.delivery;

import dev.imago.delivery.Whereabouts.Place;
import dev.imago.store.Blob;
import java.util.Optional;

/** What is made of an image that was found. */
interface Reading {
    Original of(ImageVersion version, Blob blob);

    /** The same of the version that the catalog knows, in one step; empty where that cannot be done, for whatever reason. */
    default Optional<Original> atOnce(Place place) {
        return Optional.empty();
    }
}
