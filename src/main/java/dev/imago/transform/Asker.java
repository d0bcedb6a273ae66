package dev.imago.transform;

import java.util.concurrent.CompletableFuture;

/** Who asks for a rendition. */
public interface Asker {
    /** By what he is told from others, so that each gets a fair share; an address, say. */
    String client();

    /** Completes when he has left, and nobody would read an answer. Not asked for unless he has to wait. */
    default CompletableFuture<Void> gone() {
        return new CompletableFuture<>();
    }
}
