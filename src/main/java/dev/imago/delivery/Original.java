package dev.imago.delivery;

/** An image that was found: in memory, or to be streamed from its store. */
sealed interface Original {
    ImageVersion version();

    /** Small enough for the memory tier. */
    record InMemory(HotImage image) implements Original {
        @Override
        public ImageVersion version() {
            return image.version();
        }
    }

    /** Read from its store for each answer. */
    record InStore(ImageVersion version) implements Original {}
}
