package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.List;
import java.util.Optional;

/** How the addresses of a site ask for renditions, and which it may ask for. Pure; thread-safe. */
public interface RenditionRules {
    /** Whatever stands in a query is ignored. */
    RenditionRules NONE = (path, query) -> Optional.empty();

    /**
     * A rendition that has an address of its own.
     *
     * @param image that it is made from
     */
    record Instead(ImageKey image, Wish wish) {}

    /**
     * What an address asks for beside the image itself.
     *
     * @param path of the request target, as the client sent it
     * @param query without its question mark
     * @return nothing when the query does not ask for a rendition
     * @throws dev.imago.image.Fault of kind {@code INVALID} for what cannot be understood, {@code FORBIDDEN} for what may not be had
     */
    Optional<Wish> wish(String path, String query);

    /** What the address of an image that does not exist stands for: an old name of a thumbnail, say. */
    default Optional<Instead> instead(ImageKey key) {
        return Optional.empty();
    }

    /**
     * All renditions that addresses with a preset lead to, whatever format the client takes; without client hints.
     *
     * @param density pixels of the screen to a pixel of the page, as {@code dpr} in an address
     * @throws dev.imago.image.Fault of kind {@code INVALID} when there is no such preset
     */
    default List<Chosen> ofPreset(String name, double density) {
        throw new Fault(Fault.Kind.INVALID, "There is no preset '" + name + "'.");
    }

    /** The client hints that are asked for in every answer, as {@code Accept-CH} names them. */
    default Optional<String> acceptCh() {
        return Optional.empty();
    }

    /** A rendition as its address asks for it; some follow from more of the request. */
    @FunctionalInterface
    interface Wish {
        /** @throws dev.imago.image.Fault of kind {@code FORBIDDEN} when the address may not be used any more */
        Chosen chosen(DeliveryRequest request);
    }
}
