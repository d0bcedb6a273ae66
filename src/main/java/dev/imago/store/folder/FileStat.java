package dev.imago.store.folder;

import dev.imago.store.BlobStat;
import java.time.Instant;

/**
 * What statx(2) tells of a file.
 *
 * @param mode type and permissions
 * @param links number of names; 0 once the last is removed
 * @param modified time of the last change of the bytes, in nanoseconds of the epoch
 * @param changed time of the last change of bytes or attributes, in nanoseconds of the epoch
 */
record FileStat(int mode, int links, long inode, long size, long modified, long changed) {
    /** Longer than a tick of any kernel's clock (10 ms at 100 Hz), in which all writes can bear one time. */
    static final long TICK_NANOSECONDS = 12_000_000L;

    private static final int TYPE = 0xF000;
    private static final long SECOND = 1_000_000_000L;

    boolean regular() {
        return (mode & TYPE) == 0x8000;
    }

    boolean directory() {
        return (mode & TYPE) == 0x4000;
    }

    boolean link() {
        return (mode & TYPE) == 0xA000;
    }

    /**
     * Whether the bytes may be others than at the earlier time, for the same open file. Removing or adding a name changes
     * {@code changed} too; that alone says nothing about the bytes.
     */
    boolean bytesMayDifferFrom(FileStat earlier) {
        return size != earlier.size
                || modified != earlier.modified
                || (changed != earlier.changed && links == earlier.links);
    }

    /** Whether attributes were changed since, and neither the bytes' own time nor the number of names tells what it was. */
    boolean onlyChangedLaterThan(FileStat earlier) {
        return size == earlier.size
                && modified == earlier.modified
                && changed != earlier.changed
                && links == earlier.links;
    }

    BlobStat blobStat() {
        String validator = Long.toString(inode, 36)
                + '-'
                + Long.toString(size, 36)
                + '-'
                + Long.toString(modified, 36)
                + '-'
                + Long.toString(changed, 36);
        return new BlobStat(size, validator, modifiedAt());
    }

    Instant modifiedAt() {
        return Instant.ofEpochSecond(Math.floorDiv(modified, SECOND), Math.floorMod(modified, SECOND));
    }
}
