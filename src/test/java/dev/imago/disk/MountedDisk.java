package dev.imago.disk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A disk of its own with a file system, which only processes that are started in its namespace see. Only root can have one. */
public final class MountedDisk implements AutoCloseable {
    private final FileSystem fileSystem;
    private final BlockDisk disk;
    private final MountNamespace namespace;
    private final Path file;
    private final Path directory;
    private final DiskFile served;

    /**
     * Makes the file system and mounts it.
     *
     * @param scratch where it may make a file and a directory
     */
    public MountedDisk(Path scratch, FileSystem fileSystem) throws IOException, InterruptedException {
        this(scratch, fileSystem, fileSystem.bytes(), "");
    }

    /** @param more options of the command that makes the file system */
    public MountedDisk(Path scratch, FileSystem fileSystem, long bytes, String more)
            throws IOException, InterruptedException {
        this.fileSystem = fileSystem;
        assumeTrue(
                Files.exists(Path.of("/dev/fuse")) && Files.exists(Path.of("/dev/loop-control")),
                "no FUSE or loop devices");
        this.namespace = MountNamespace.ofRoot(scratch);
        this.disk = new BlockDisk(bytes);
        this.file = Files.createFile(scratch.resolve("disk"));
        this.directory = Files.createDirectory(scratch.resolve("site"));
        this.served = DiskFile.mount(disk, namespace.process(), file);
        namespace.sh(fileSystem.make(more + " " + file));
        mount();
    }

    /** Mounts it after {@link #unmount}, with the power on. */
    public void mount() throws IOException, InterruptedException {
        disk.on();
        namespace.sh(fileSystem.mount(file.toString(), directory.toString()));
    }

    /** Waits until nobody uses it any more. Also without power. */
    public void unmount() throws IOException, InterruptedException {
        String attempts =
                "for i in $(seq 200); do ! umount " + directory + " 2>/dev/null || exit 0; sleep 0.05; done; ";
        namespace.sh(attempts + "exec umount " + directory);
        served.awaitClosed();
    }

    public BlockDisk disk() {
        return disk;
    }

    /** What a command begins with that is to see the disk. */
    public List<String> enter() {
        return namespace.enter();
    }

    public void sh(String script) throws IOException, InterruptedException {
        namespace.sh(script);
    }

    /** Where those who were started in here see it. */
    public Path inside() {
        return directory;
    }

    /** Where this process sees it while it is mounted. */
    public Path outside() {
        return namespace.seen(directory);
    }

    /** Unmounts it, as nobody is left who sees it, and forgets what is on it. */
    @Override
    public void close() throws InterruptedException {
        disk.on();
        namespace.close();
        if (served.ended(Duration.ofSeconds(20))) {
            disk.close();
        }
    }
}
