package dev.imago.cli.client;

import java.util.Optional;

/**
 * A deletion by prefix, which goes on in the server.
 *
 * @param state {@code running}, {@code done} or {@code failed}
 * @param total images to delete
 * @param failed how many could not be deleted
 * @param problem why, for the last of them
 */
public record JobInfo(String id, String state, long total, long deleted, long failed, Optional<String> problem) {
    public boolean running() {
        return state.equals("running");
    }
}
