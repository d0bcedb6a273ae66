package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has renditions of uploaded images made that their route names, one image after the other, behind all requests. On each node, as each
 * has a disk tier of its own. Those that come faster than they are made are left to the first request; so are those that are not
 * made when the server ends.
 */
public final class UploadWarmer implements Consumer<Change>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UploadWarmer.class);
    private static final int MOST_WAITING = 10_000;

    private final Warming warming;
    private final Function<ImageKey, List<String>> presets;
    private final BlockingQueue<ImageKey> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread maker = Thread.ofVirtual().name("warm").unstarted(this::make);

    /** @param presets that are to be made of an image */
    public UploadWarmer(Warming warming, Function<ImageKey, List<String>> presets) {
        this.warming = warming;
        this.presets = presets;
        maker.start();
    }

    /** Takes note of a change; does not block. */
    @Override
    public void accept(Change change) {
        if (change.kind() == Change.Kind.PUT
                && change.cause() == Cause.REQUEST
                && !presets.apply(change.key()).isEmpty()) {
            var _ = waiting.offer(change.key());
        }
    }

    private void make() {
        try {
            while (true) {
                ImageKey key = waiting.take();
                warm(key);
            }
        } catch (InterruptedException e) {
            // The server ends.
        }
    }

    private void warm(ImageKey key) {
        try {
            Optional<List<Warmed>> done = warming.warm(key, presets.apply(key), List.of(1.0));
            done.orElse(List.of()).stream()
                    .flatMap(warmed -> warmed.failure().stream())
                    .forEach(fault -> LOG.info("a rendition of {} could not be made: {}", key, fault.message()));
        } catch (Fault fault) {
            LOG.info("renditions of {} could not be made: {}", key, fault.message());
        } catch (RuntimeException defect) { // the next one may go well
            LOG.warn("renditions of {} could not be made", key, defect);
        }
    }

    @Override
    public void close() {
        maker.interrupt();
    }
}
