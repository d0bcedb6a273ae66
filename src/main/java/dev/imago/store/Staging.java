package dev.imago.store;

import java.nio.file.Path;

/** Capability: content that is spooled in this directory is stored by a rename instead of a copy. */
public interface Staging {
    /** An existing, writable directory on the store's own file system, hidden from every listing. */
    Path stagingDirectory();
}
