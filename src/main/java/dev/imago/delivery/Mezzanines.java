package dev.imago.delivery;

import dev.imago.cache.CachedFacts;
import dev.imago.cache.CachedFile;
import dev.imago.cache.DiskTier;
import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.FairQueue;
import dev.imago.transform.Mezzanine;
import dev.imago.transform.Renderer;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Seen;
import dev.imago.transform.Transform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mezzanines of large originals. They lie in the disk tier under a name of their own, so they go with their original and are
 * evicted like everything else. Thread-safe.
 *
 * <p>A mezzanine is made after the second small rendition of an original that was not there, behind all requests: of many originals
 * one size is all that is ever asked for, and a mezzanine costs what three of these do. The first request never waits for one.
 */
final class Mezzanines {
    private static final Logger LOG = LoggerFactory.getLogger(Mezzanines.class);

    /** Originals of which one small rendition was made, the last of them. */
    private static final int REMEMBERED = 10_000;

    /** Made, or waiting for that. */
    private static final int MOST_AT_ONCE = 16;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final DiskTier disk;
    private final FairQueue queue;
    private final Renderer renderer;
    private final Set<Digest> underWay = ConcurrentHashMap.newKeySet();
    private final Map<Digest, Boolean> once = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Mezzanines(DiskTier disk, FairQueue queue, Renderer renderer) {
        this.disk = disk;
        this.queue = queue;
        this.renderer = renderer;
    }

    /** The mezzanine of an original, if it is there and all of the renditions can be made from it. */
    Optional<Renderer.Source> of(Digest original, List<Transform> transforms) {
        Optional<CachedFile> found = disk.openAside(original, Mezzanine.NAME);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (CachedFile file = found.get()) {
            Dimensions whole = file.facts().dimensions();
            return transforms.stream().allMatch(transform -> Mezzanine.serves(transform, whole))
                    ? file.whole().map(bytes -> new StandIn(original, bytes, whole))
                    : Optional.empty();
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    private record StandIn(Digest digest, ByteBuffer bytes, Dimensions whole) implements Renderer.Source {
        @Override
        public Format format() {
            return Format.JPEG;
        }

        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer rest = bytes.duplicate();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        @Override
        public Optional<Dimensions> standsFor() {
            return Optional.of(whole);
        }
    }

    /** Hears that a rendition was made from the original itself, and has a mezzanine made in the background if that pays by now. */
    void missed(ImageVersion version, Transform transform, Seen seen) {
        Optional<Transform> how = Mezzanine.of(seen);
        if (how.isEmpty()
                || !Mezzanine.serves(transform, seen.upright())
                || first(version.digest())
                || underWay.size() >= MOST_AT_ONCE
                || !underWay.add(version.digest())) {
            return;
        }
        Thread.ofVirtual().name("mezzanine").start(() -> {
            try {
                make(new Original.InStore(version), how.get());
            } catch (Fault none) {
                LOG.debug("no mezzanine of {}: {}", version.key(), none.message());
            } finally {
                underWay.remove(version.digest());
            }
        });
    }

    private boolean first(Digest original) {
        synchronized (once) {
            return once.putIfAbsent(original, true) == null;
        }
    }

    private void make(Original original, Transform how) {
        Digest digest = original.version().digest();
        long ticket = disk.ticket(digest);
        try (FairQueue.Permit _ = queue.enterBehind(PATIENCE)) {
            Rendition made = renderer.render(new OriginalSource(original), how);
            // Its own size follows from that of the original, which is what has to be known.
            var facts = new CachedFacts(made.format(), made.seen().upright(), made.cost());
            disk.put(digest, Mezzanine.NAME, facts, made.bytes(), ticket);
        }
    }
}
