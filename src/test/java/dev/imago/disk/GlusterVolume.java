package dev.imago.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real GlusterFS volume of three replicas, by way of {@code testserver/gluster}: one for all test classes. It ends with the JVM. */
public final class GlusterVolume {
    private static final class Shared {
        static final GlusterVolume VOLUME = new GlusterVolume();
    }

    private final Path folder = Path.of(
                    "target", "testserver", "gluster-" + ProcessHandle.current().pid())
            .toAbsolutePath();

    private GlusterVolume() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run("stop")));
        run("start");
    }

    /** The one that tests share. */
    public static GlusterVolume shared() {
        return Shared.VOLUME;
    }

    /** Mounts it at a place of its own. */
    public Path mount(String name) {
        Path place = folder.resolve("mnt").resolve(name);
        run("mount", place.toString());
        return place;
    }

    /** Ends the process behind a mount: every handle is worth nothing from then on, and below its place another directory shows. */
    public void unmount(Path mount) {
        run("unmount", mount.toString());
    }

    /** Ends the brick of one server, 1 to 3, at once. */
    public void kill(int server) {
        run("kill", Integer.toString(server));
    }

    /** Starts what was killed, and returns when it is there. */
    public void revive() {
        run("revive");
    }

    /** Whoever uses a mount hangs. */
    public void freeze(Path mount) {
        run("freeze", mount.toString());
    }

    public void thaw(Path mount) {
        run("thaw", mount.toString());
    }

    private void run(String command, String... arguments) {
        try {
            Files.createDirectories(folder);
            Path out = folder.resolve(command + ".out");
            List<String> line = new ArrayList<>(List.of("testserver/gluster", command, folder.toString()));
            line.addAll(List.of(arguments));
            int status = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("GlusterFS is needed for this test: " + Files.readString(out));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
