package dev.imago.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Orientation;
import dev.imago.store.Blob;
import dev.imago.store.BlobChannel;
import dev.imago.store.ByteRange;
import dev.imago.store.Store;
import dev.imago.transform.preview.Preview;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at images for what their catalog entries do not say. Each fact belongs to a digest, so a changed original has others by itself.
 * Colours come from a tiny rendition, which is made and kept like any other. Whoever asks waits for a moment only; what takes longer
 * goes on, and is there for the next one. Thread-safe.
 */
public final class Previews {
    /** How long somebody waits for all facts of an image together. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Previews.class);
    private static final int MOST = 20_000;
    private static final Chosen TINY = new Chosen("", Optional.empty(), _ -> Preview.RENDITION);

    private final Stores stores;
    private final Renditions renditions;
    private final Executor background;
    private final Cache<Digest, Integer> orientations =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** Also of what has no colours, as it cannot be decoded. */
    private final Cache<Digest, Optional<Preview>> previews =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /**
     * What can be told of an image now.
     *
     * @param orientation as it lies in the file, see {@link Orientation}
     */
    public record Facts(Optional<Integer> orientation, Optional<Preview> preview) {}

    /** @param background runs what nobody waits for any longer; may block */
    public Previews(Stores stores, Renditions renditions, Executor background) {
        this.stores = stores;
        this.renditions = renditions;
        this.background = background;
    }

    /**
     * Everything.
     *
     * @param client who asks, for a fair share of the workers
     */
    public Facts of(CatalogEntry entry, String client) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CompletableFuture<Optional<Integer>> orientation = begun(() -> readOrientation(entry));
        CompletableFuture<Optional<Preview>> preview = begun(() -> preview(entry, client));
        return new Facts(by(end, orientation), by(end, preview));
    }

    /** The orientation alone; nothing if the image cannot be read now. */
    public Optional<Integer> orientation(CatalogEntry entry) {
        return by(System.nanoTime() + PATIENCE.toNanos(), begun(() -> readOrientation(entry)));
    }

    private <T> CompletableFuture<Optional<T>> begun(Supplier<Optional<T>> work) {
        try {
            return CompletableFuture.supplyAsync(work, background);
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private static <T> Optional<T> by(long end, CompletableFuture<Optional<T>> work) {
        try {
            return work.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof Fault)) {
                LOG.warn("An image cannot be looked at", failed.getCause());
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<Integer> readOrientation(CatalogEntry entry) {
        Optional<Integer> known = Optional.ofNullable(orientations.getIfPresent(entry.digest()));
        if (known.isPresent()) {
            return known;
        }
        try (Original.Held original = held(entry);
                var channel = new BlobChannel(original.blob())) {
            int orientation = Orientation.read(channel, entry.format());
            orientations.put(entry.digest(), orientation);
            return Optional.of(orientation);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The image cannot be read.", e);
        }
    }

    private Optional<Preview> preview(CatalogEntry entry, String client) {
        Optional<Preview> known = previews.getIfPresent(entry.digest());
        if (known != null) {
            return known;
        }
        renditions.awaitReady();
        Optional<Preview> made = make(entry, client);
        previews.put(entry.digest(), made);
        return made;
    }

    /** Nothing if there never will be any; a fault if there may be, later. */
    private Optional<Preview> make(CatalogEntry entry, String client) {
        try (Original.Held original = held(entry)) {
            HotImage tiny = renditions.of(original, TINY, () -> client);
            byte[] png = new byte[tiny.bytes().remaining()];
            tiny.bytes().duplicate().get(png);
            return Optional.of(Preview.of(png));
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.UNPROCESSABLE && fault.kind() != Fault.Kind.UNSUPPORTED_TYPE) {
                throw fault;
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "What was made of the image is no picture.", e);
        }
    }

    /** Exactly the version that the entry is about. */
    private Original.Held held(CatalogEntry entry) {
        Store store = stores.named(entry.store())
                .orElseThrow(() -> new Fault(Fault.Kind.UNAVAILABLE, "The image's store is not configured."));
        Blob blob = store.open(entry.locator(), ByteRange.ALL)
                .orElseThrow(() -> new Fault(Fault.Kind.CHANGED, "The image was removed in this moment."));
        if (!blob.stat().validator().equals(entry.validator())) {
            blob.close();
            throw new Fault(Fault.Kind.CHANGED, "The image was replaced in this moment.");
        }
        return new Original.Held(
                new ImageVersion(
                        entry.key(),
                        store,
                        entry.locator(),
                        entry.validator(),
                        entry.digest(),
                        entry.size(),
                        entry.format(),
                        entry.modified()),
                blob);
    }
}
