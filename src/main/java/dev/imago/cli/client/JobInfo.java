package dev.imago.cli.client;

import java.util.List;
import java.util.Optional;

/**
 * Something that the server does in the background.
 *
 * @param state {@code running}, {@code done} or {@code failed}
 * @param checked images so far
 * @param bytes so far
 * @param total images, where it is known
 * @param damaged keys whose bytes are no longer what was uploaded
 * @param missing keys whose bytes are gone
 * @param deleted images so far, for a deletion
 * @param error why it failed
 */
public record JobInfo(
        String id,
        String state,
        long checked,
        long bytes,
        Optional<Long> total,
        Optional<List<String>> damaged,
        Optional<List<String>> missing,
        Optional<Long> deleted,
        Optional<String> error) {
    public boolean running() {
        return !state.equals("done") && !state.equals("failed") && !state.equals("cancelled");
    }
}
