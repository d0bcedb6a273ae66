package dev.imago.http.api.admin;

import dev.imago.image.Fault;
import java.util.Optional;

/** Finds what a migration is about, for those who do not say all of it. Thread-safe; blocks. */
public interface MigrationSources {
    /**
     * The images of a route.
     *
     * @param from one of its stores; may be absent if there is only one
     * @throws Fault of kind {@code INVALID} that says why the route alone does not tell what is to be moved
     */
    MigrationSource ofRoute(String route, Optional<String> from);

    /**
     * The images below a prefix, which lie in one store.
     *
     * @param to the store that is not meant
     * @throws Fault of kind {@code INVALID} where they lie in several, or there are none
     */
    MigrationSource below(String prefix, String to);
}
