package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps prefixes within their quotas. Uploads under way on this node are counted in, so that a crowd of them cannot overshoot;
 * uploads on other nodes are seen once they are committed. Thread-safe.
 */
public final class Quotas {
    private final Catalog catalog;
    private final List<Quota> quotas;
    private final Map<String, Pending> pending = new HashMap<>();

    private record Pending(long images, long bytes) {}

    public Quotas(Catalog catalog, List<Quota> quotas) {
        this.catalog = catalog;
        this.quotas = List.copyOf(quotas);
    }

    /** Room that is set aside for an upload; closed once it is in the catalog, or failed. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Sets room aside.
     *
     * @param replaced the image that goes away in exchange
     * @throws Fault of kind {@code NO_SPACE} that names the quota that has no room
     */
    Reservation reserve(ImageKey key, long size, Optional<CatalogEntry> replaced) {
        long images = replaced.isPresent() ? 0 : 1;
        // What a smaller replacement frees is there for others once it is in the catalog: it may fail.
        long bytes = Math.max(0, size - replaced.map(CatalogEntry::size).orElse(0L));
        List<String> reserved = new ArrayList<>();
        Reservation reservation = () -> reserved.forEach(prefix -> add(prefix, -images, -bytes));
        boolean done = false;
        try {
            for (Quota quota : quotas) {
                if (key.startsWith(quota.prefix())) {
                    require(quota, images, bytes);
                    reserved.add(quota.prefix());
                }
            }
            done = true;
            return reservation;
        } finally {
            if (!done) {
                reservation.close();
            }
        }
    }

    private synchronized void require(Quota quota, long images, long bytes) {
        Catalog.Usage usage = catalog.usage(quota.prefix());
        Pending others = pending.getOrDefault(quota.prefix(), new Pending(0, 0));
        if (bytes > 0 && usage.bytes() + others.bytes() + bytes > quota.maxBytes()) {
            throw new Fault(
                    Fault.Kind.NO_SPACE,
                    "The quota of " + quota.maxBytes() + " bytes for " + quota.prefix() + " has no room for " + bytes
                            + " more; " + usage.bytes() + " are in use.");
        }
        if (images > 0 && usage.images() + others.images() + images > quota.maxImages()) {
            throw new Fault(
                    Fault.Kind.NO_SPACE,
                    "The quota of " + quota.maxImages() + " images for " + quota.prefix() + " is used up.");
        }
        add(quota.prefix(), images, bytes);
    }

    private synchronized void add(String prefix, long images, long bytes) {
        pending.merge(
                prefix, new Pending(images, bytes), (a, b) -> new Pending(a.images + b.images, a.bytes + b.bytes));
    }
}
