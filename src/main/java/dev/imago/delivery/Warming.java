package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.routing.Route;
import java.util.List;
import java.util.Optional;

/** Has renditions made before somebody asks for them. Thread-safe; blocks. */
public interface Warming {
    /**
     * Sees to it that the renditions of presets are on disk, in all formats that clients may get. What is there costs a look, so it may
     * be repeated at will; what has to be made waits behind all requests.
     *
     * @param densities as {@code dpr} in an address
     * @return what became of each; empty when there is no such image
     * @throws Fault of kind {@code INVALID} when there is no such preset; {@code CONFLICT} where no renditions are kept; {@code
     *     UNAVAILABLE} when no worker was to be had in time
     */
    Optional<List<Warmed>> warm(ImageKey key, List<String> presets, List<Double> densities);

    /** Of an image of a site, all of the presets in all densities. */
    static List<Chosen> chosen(Route<Site> route, List<String> presets, List<Double> densities) {
        return presets.stream()
                .flatMap(preset -> densities.stream()
                        .flatMap(density -> route.target().renditions().ofPreset(preset, density).stream()))
                .toList();
    }
}
