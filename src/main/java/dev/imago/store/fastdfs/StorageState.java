package dev.imago.store.fastdfs;

/**
 * What a tracker knows of a storage.
 *
 * @param id its number, where the cluster gives numbers; its address elsewhere
 * @param status as the tracker has it: a storage that has vanished stays {@link #ACTIVE} for a while
 * @param total of its disks, in bytes
 * @param free of that and not reserved, in bytes
 */
record StorageState(
        String group,
        String id,
        Address address,
        int status,
        boolean readable,
        boolean writable,
        long total,
        long free) {
    static final int ACTIVE = 7;
    private static final int MOVED = 3;
    private static final int DELETED = 4;

    /** Whether it belongs to the group, up or down. */
    boolean member() {
        return status != MOVED && status != DELETED;
    }

    boolean active() {
        return status == ACTIVE;
    }

    /** Whether it is the one that a file's name says. */
    boolean took(FileId file) {
        return file.source().equals(id) || file.source().equals(address.host());
    }
}
