package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Presigned;

/** An image that was found: in memory, or to be streamed from its store. */
sealed interface Original extends AutoCloseable {
    ImageVersion version();

    @Override
    default void close() {}

    /**
     * Small enough for the memory tier.
     *
     * @param justRead whether it was read from its store for this request, or one at the same time
     */
    record InMemory(HotImage image, boolean justRead) implements Original {
        @Override
        public ImageVersion version() {
            return image.version();
        }
    }

    /** Read from its store for each answer. */
    sealed interface Streamed extends Original {
        /** Opens a range of exactly this version; a fault of kind {@code CHANGED} where it is not to be had any more. */
        Blob open(ByteRange range);
    }

    /** Opened by its place: for any number of answers, as long as the version stays there. */
    record InStore(ImageVersion version) implements Streamed {
        @Override
        public Blob open(ByteRange range) {
            Blob blob = version.store()
                    .open(version.locator(), range)
                    .orElseThrow(() -> new Fault(Fault.Kind.CHANGED, "The image was removed in this moment."));
            if (!blob.stat().validator().equals(version.validator())) {
                blob.close();
                throw new Fault(Fault.Kind.CHANGED, "The image was replaced in this moment.");
            }
            return blob;
        }
    }

    /** To be fetched from the engine by the client itself; read from its store where that will not do. */
    record Elsewhere(ImageVersion version, Presigned engine) implements Streamed {
        @Override
        public Blob open(ByteRange range) {
            return new InStore(version).open(range);
        }
    }

    /** Held open for one answer, which gets this version whatever happens to its place meanwhile. */
    record Held(ImageVersion version, Blob blob) implements Streamed {
        @Override
        public Blob open(ByteRange range) {
            return blob.again(range);
        }

        @Override
        public void close() {
            blob.close();
        }
    }
}
