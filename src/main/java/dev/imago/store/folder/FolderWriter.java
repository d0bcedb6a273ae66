package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts files into a folder and removes them, in an order that survives power loss at any point: the bytes are on the disk,
 * then the name is exchanged, then the directory is on the disk, then the put returns.
 */
final class FolderWriter {
    private static final int ATTEMPTS = 3;

    private final Root root;
    private final Optional<Incoming> incoming;
    private final boolean fsync;
    private final GroupCommit commits = new GroupCommit();
    private final Directories directories;
    private final int fileMode;
    private final AtomicLong lastTime = new AtomicLong();

    FolderWriter(Root root, Optional<Incoming> incoming, Durability durability) {
        this.root = root;
        this.incoming = incoming;
        this.fsync = durability == Durability.FSYNC;
        int umask = umask();
        this.fileMode = 0644 & ~umask;
        this.directories = new Directories(root, commits, durability, 0755 & ~umask);
    }

    BlobStat put(ImageKey key, Content content) {
        if (key.hidden()) {
            throw new Fault(Fault.Kind.INVALID, "A part of the key begins with a dot; such files are never served.");
        }
        Incoming spool = incoming.orElseThrow(
                () -> new Fault(Fault.Kind.FORBIDDEN, "The folder cannot be written to by the server's user."));
        boolean moves = spool.holds(content);
        String name = moves ? String.valueOf(content.file().getFileName()) : spool.copy(content);
        try (Scratch scratch = new Scratch()) {
            int fd = spool.openForPut(scratch, name);
            try {
                FileStat complete = complete(scratch, fd, content.size());
                content.guard().require();
                exchange(scratch, spool, name, key.value());
                return placed(complete, stat(scratch, fd)).blobStat();
            } finally {
                Posix.close(fd);
            }
        } finally {
            if (!moves) {
                spool.remove(name);
            }
        }
    }

    /** Everything that a crash may not separate from the name. */
    private FileStat complete(Scratch scratch, int fd, long size) {
        FileStat stat = stat(scratch, fd);
        if (!stat.regular() || stat.size() != size) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is not complete.")
                    .withDetail("spool file of " + stat.size() + " bytes, expected " + size);
        }
        check(Posix.fchmod(scratch, fd, fileMode), "set the mode of a spool file");
        check(Posix.setTimes(scratch, fd, uniqueTime()), "set the time of a spool file");
        if (fsync) {
            check(Posix.fdatasync(scratch, fd), "sync a spool file");
        }
        return stat(scratch, fd);
    }

    /**
     * The version that was put. Another program may have written to the file since the name was exchanged; its version is not
     * the one that was put, whose own mark then matches nothing that is there any more.
     */
    private static FileStat placed(FileStat complete, FileStat now) {
        return now.size() == complete.size() && now.modified() == complete.modified() ? now : complete;
    }

    private void exchange(Scratch scratch, Incoming spool, String name, String path) {
        String parent = Names.parentOf(path);
        int renamed = -Errno.ENOENT;
        for (int attempt = 0; renamed == -Errno.ENOENT && attempt < ATTEMPTS; attempt++) {
            int directory = directories.openForPut(scratch, parent);
            try {
                renamed = Posix.renameat(scratch, spool.fd(), name, directory, Names.lastOf(path));
                if (renamed == 0) {
                    sync(scratch, parent, directory);
                }
            } finally {
                Posix.close(directory);
            }
        }
        if (renamed == -Errno.EXDEV) {
            throw new Fault(Fault.Kind.CONFLICT, "The key's folder is on another file system than the root folder.")
                    .withDetail(path);
        }
        check(renamed, "rename to " + path);
    }

    /** Syncs a file that is in its place, and the directories that lead to it. Answers whether there was need. */
    boolean makeLast(String path) {
        if (!fsync) {
            return false;
        }
        try (Scratch scratch = new Scratch()) {
            int file = root.open(scratch, path, Root.READ);
            check(file, "open " + path);
            try {
                check(Posix.fsync(scratch, file), "sync " + path);
            } finally {
                Posix.close(file);
            }
            String parent = Names.parentOf(path);
            int directory = directories.openForPut(scratch, parent);
            try {
                sync(scratch, parent, directory);
            } finally {
                Posix.close(directory);
            }
            return true;
        }
    }

    /**
     * Removes a file and makes that last. An absent file is made to stay absent, too: a process that was killed may have
     * removed it without a sync.
     */
    boolean delete(String path, boolean present) {
        String parent = Names.parentOf(path);
        try (Scratch scratch = new Scratch()) {
            int directory = root.open(scratch, parent, Root.DIRECTORY);
            if (directory < 0) {
                if (Errno.absent(-directory)) {
                    return false;
                }
                throw Errno.fault(-directory, "open the directory " + parent);
            }
            try {
                int removed = present ? Posix.unlinkat(scratch, directory, Names.lastOf(path)) : -Errno.ENOENT;
                if (removed < 0 && !Errno.absent(-removed)) {
                    throw Errno.fault(-removed, "delete " + path);
                }
                sync(scratch, parent, directory);
                return removed == 0;
            } finally {
                Posix.close(directory);
            }
        }
    }

    private void sync(Scratch scratch, String path, int directory) {
        if (fsync) {
            check(commits.sync(path, () -> Posix.fsync(scratch, directory)), "sync the directory " + path);
        }
    }

    /**
     * A time that no other put of this process has: an inode may be used again within one tick of the file system's clock,
     * and the validators of both versions must differ.
     */
    private long uniqueTime() {
        return lastTime.accumulateAndGet(now(), (last, now) -> Math.max(now, last + 1));
    }

    /** Nanoseconds of the epoch. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static FileStat stat(Scratch scratch, int fd) {
        check(Posix.statx(scratch, fd), "stat a spool file");
        return Posix.stat(scratch);
    }

    private static void check(int outcome, String doing) {
        if (outcome < 0) {
            throw Errno.fault(-outcome, doing);
        }
    }

    /** The umask of this process; the JDK makes files of its own without any group or other bits. */
    private static int umask() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Umask:"))
                    .map(line ->
                            Integer.parseInt(line.substring("Umask:".length()).strip(), 8))
                    .findFirst()
                    .orElse(022);
        } catch (IOException e) {
            return 022;
        }
    }
}
