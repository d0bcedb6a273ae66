package dev.imago.cli.replay;

import java.io.IOException;

/** One of the two that are asked. Thread-safe; blocks. */
public sealed interface Side extends AutoCloseable permits ServerSide, RuleSide {
    /** @throws IOException if there is no answer */
    Seen ask(Address address) throws IOException;

    /** Bytes that were received so far. */
    default long receivedBytes() {
        return 0;
    }

    @Override
    default void close() {}
}
