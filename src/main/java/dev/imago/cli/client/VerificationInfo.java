package dev.imago.cli.client;

import java.util.List;
import java.util.Optional;

/**
 * A pass of the server that reads images again and compares digests.
 *
 * @param state {@code waiting}, {@code running}, {@code done}, {@code stopped} or {@code failed}
 * @param total images; 0 until they are counted
 * @param changed images that were replaced meanwhile
 * @param damaged keys whose bytes are no longer what was uploaded
 * @param missing keys whose bytes are gone
 * @param unreadable keys whose bytes could not be read this time
 * @param catalog what is wrong with the structure of the catalog's database
 */
public record VerificationInfo(
        String id,
        String state,
        long total,
        long checked,
        long bytes,
        long changed,
        Optional<List<String>> damaged,
        Optional<List<String>> missing,
        Optional<List<String>> unreadable,
        Optional<List<String>> catalog) {
    public boolean running() {
        return state.equals("waiting") || state.equals("running");
    }

    /** Whether everything that was looked at is sound. */
    public boolean sound() {
        return state.equals("done")
                && of(damaged).isEmpty()
                && of(missing).isEmpty()
                && of(unreadable).isEmpty()
                && of(catalog).isEmpty();
    }

    private static List<String> of(Optional<List<String>> keys) {
        return keys.orElse(List.of());
    }
}
