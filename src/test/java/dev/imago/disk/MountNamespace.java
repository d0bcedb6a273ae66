package dev.imago.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Mounts that only those see who were started in here. They end with it, also when this process is killed. */
public final class MountNamespace implements AutoCloseable {
    private final Process holder;
    private final Path directory;
    private final List<String> namespaces;

    private MountNamespace(Path directory, List<String> namespaces, String otherwise) throws IOException {
        this.directory = directory;
        this.namespaces = namespaces;
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(namespaces);
        if (namespaces.contains("-U")) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("sh", "-c", "echo there; read end"));
        this.holder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assumeTrue("there".equals(holder.inputReader().readLine()), otherwise);
    }

    /**
     * One that anybody may make, and in which nothing but what is in memory can be mounted.
     *
     * @param directory where its commands run
     */
    public static MountNamespace ofAnybody(Path directory) throws IOException {
        return new MountNamespace(directory, List.of("-U", "-m"), "no user and mount namespaces here");
    }

    /**
     * One in which disks can be mounted. Only root may make it.
     *
     * @param directory where its commands run
     */
    public static MountNamespace ofRoot(Path directory) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a disk");
        return new MountNamespace(directory, List.of("-m"), "no mount namespaces here");
    }

    /** What a command begins with that is to run in here, with the same process number. */
    public List<String> enter() {
        List<String> command = new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid())));
        command.addAll(namespaces);
        if (namespaces.contains("-U")) {
            command.add("--preserve-credentials");
        }
        command.add("--wdns=" + directory);
        return command;
    }

    /** A process in here, for as long as it is open. */
    long process() {
        return holder.pid();
    }

    /** Where this process, which is not in here, finds what those in here see at a path. */
    public Path seen(Path inside) {
        return Path.of("/proc/" + holder.pid() + "/root" + inside.toAbsolutePath());
    }

    public void sh(String script) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(enter().stream(), Stream.of("sh", "-ec", script)).toList();
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(script)
                .isZero();
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
