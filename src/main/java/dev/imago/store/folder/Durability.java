package dev.imago.store.folder;

/** When an upload is acknowledged. */
public enum Durability {
    /** When it survives power loss: file and directory entry are on the disk. */
    FSYNC,
    /** When the operating system has it: it survives a crash of Imago, but not a power loss within some seconds. */
    OS
}
