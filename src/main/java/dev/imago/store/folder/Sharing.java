package dev.imago.store.folder;

/** Who else uses a folder. */
public enum Sharing {
    /** Programs of this machine: it sees what they do. */
    LOCAL,
    /**
     * Other machines, by a share or a distributed file system. What they do is not told by the kernel, nobody can tell whether they are
     * writing to a file but by a second of rest, and each call may take as long as a network takes.
     */
    SHARED
}
