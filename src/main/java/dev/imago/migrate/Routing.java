package dev.imago.migrate;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copy;
import dev.imago.image.ImageKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What reads and writes do, by the migrations that there are. Pure.
 *
 * @param migrations in the order in which they were started
 */
record Routing(List<Migration> migrations) {
    static final Routing NONE = new Routing(List.of());

    /** Whether a migration is, or was, about this key, so that there may be copies. */
    boolean covers(ImageKey key) {
        return migrations.stream().anyMatch(migration -> migration.plan().covers(key));
    }

    /** The migration that is not finished; there is one at the most. */
    Optional<Migration> open(ImageKey key) {
        return migrations.stream()
                .filter(migration -> migration.phase() != Phase.FINISHED)
                .filter(migration -> migration.plan().covers(key))
                .findFirst();
    }

    /** Where an upload goes whose route leads to this store. What was given up stays so, until a migration leads back. */
    String writesTo(String store, ImageKey key) {
        String to = store;
        for (Migration migration : migrations) {
            boolean about = migration.phase() == Phase.FINISHED
                    ? migration.share() > 0 && to.equals(migration.loser())
                    : migration.other(to).isPresent();
            if (about && migration.plan().covers(key)) {
                to = migration.preferred(key);
            }
        }
        return to;
    }

    /** The store that is to have a copy of an image. */
    Optional<String> second(CatalogEntry image) {
        return open(image.key()).flatMap(migration -> migration.second(image.store()));
    }

    /** Where an image is read, in order: a copy goes before the place that counts only in the store that is preferred. */
    List<CatalogEntry> places(CatalogEntry image, List<Copy> copies) {
        Optional<String> preferred = open(image.key())
                .filter(migration -> migration.other(image.store()).isPresent())
                .map(migration -> migration.preferred(image.key()));
        List<CatalogEntry> places = new ArrayList<>();
        List<CatalogEntry> later = new ArrayList<>();
        for (Copy copy : copies) {
            if (copy.counts(image)) {
                (preferred.filter(copy.store()::equals).isPresent() ? places : later).add(copy.as(image));
            }
        }
        places.add(image);
        places.addAll(later);
        return places;
    }
}
