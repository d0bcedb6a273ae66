package dev.imago.store;

import java.nio.file.Path;

/** Capability: content that is spooled in this directory is stored by a rename instead of a copy. */
public interface Staging {
    /** An existing, writable directory on the store's own file system, hidden from every listing. */
    Path stagingDirectory();

    /**
     * A path in that directory for a new spool file; nothing is there yet. What a crash leaves under such a name is removed
     * by the next start of the same node.
     */
    Path newSpoolFile();
}
