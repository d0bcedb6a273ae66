package dev.imago.disk;

import java.util.Locale;

/** A file system of the kernel, with the options under which it does as little by itself as it can for who forgets to sync. */
public enum FileSystem {
    EXT4(256, "mkfs.ext4 -q -F -E nodiscard,lazy_itable_init=0", "noauto_da_alloc,errors=continue"),
    XFS(320, "mkfs.xfs -q -K", "nouuid");

    private final long megabytes;
    private final String make;
    private final String options;

    FileSystem(long megabytes, String make, String options) {
        this.megabytes = megabytes;
        this.make = make;
        this.options = options;
    }

    /** By its name in lower case. */
    public static FileSystem named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** How large a disk it needs, and has room for a test on. */
    public long bytes() {
        return megabytes << 20;
    }

    String make(String file) {
        return make + " " + file;
    }

    String mount(String file, String directory) {
        return "mount -t " + name().toLowerCase(Locale.ROOT) + " -o loop," + options + " " + file + " " + directory;
    }
}
