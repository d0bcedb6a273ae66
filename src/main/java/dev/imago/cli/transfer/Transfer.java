package dev.imago.cli.transfer;

import dev.imago.cli.client.Answer;
import java.util.Optional;

/**
 * What became of one file.
 *
 * @param answer the server's, where there was an upload
 */
public record Transfer(LocalFile file, Outcome outcome, Optional<Answer> answer) {
    /** What was done. */
    public enum Outcome {
        /** There was no image with that key. */
        CREATED,
        /** There was another one. */
        REPLACED,
        /** The same bytes are there already. */
        SAME,
        /** There is one, and it was not to be replaced. */
        KEPT
    }
}
