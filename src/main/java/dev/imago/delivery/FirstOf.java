package dev.imago.delivery;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads an image that lies at several places from the first that has it. A copy that is not there, is another version, or fails is
 * passed over. Whether there is such an image at all is for the place that counts to say; only when that does not answer, a copy
 * stands in for it.
 *
 * @param image as it counts
 * @param places in the order in which they are to be read, the one that counts among them
 */
record FirstOf(CatalogEntry image, List<CatalogEntry> places) {
    /** Trouble of a store that another one does not share. */
    private static final Set<Fault.Kind> AWAY =
            Set.of(Fault.Kind.UNAVAILABLE, Fault.Kind.TIMEOUT, Fault.Kind.BAD_UPSTREAM, Fault.Kind.FORBIDDEN);

    <T> Optional<T> read(Supplier<Optional<T>> counting, Function<CatalogEntry, Optional<T>> copy) {
        Optional<Fault> away = Optional.empty();
        for (CatalogEntry place : places) {
            if (place.equals(image)) {
                try {
                    return counting.get();
                } catch (Fault fault) {
                    if (!AWAY.contains(fault.kind())) {
                        throw fault;
                    }
                    away = Optional.of(fault);
                }
            } else {
                Optional<T> found = passedOver(copy, place);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (away.isPresent()) {
            throw away.get();
        }
        return Optional.empty();
    }

    private static <T> Optional<T> passedOver(Function<CatalogEntry, Optional<T>> copy, CatalogEntry place) {
        try {
            return copy.apply(place);
        } catch (Fault fault) {
            return Optional.empty();
        }
    }
}
