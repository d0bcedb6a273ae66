package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts that only those see who were started in here. They end with it. */
final class MountNamespace implements AutoCloseable {
    private final Process holder;
    private final Path directory;

    /** @param directory where its commands run */
    MountNamespace(Path directory) throws IOException {
        this.directory = directory;
        this.holder = new ProcessBuilder("unshare", "-Urm", "sh", "-c", "echo there; read end")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assumeTrue("there".equals(holder.inputReader().readLine()), "no user and mount namespaces here");
    }

    /** What a command begins with that is to run in here, with the same process number. */
    List<String> enter() {
        return List.of(
                "nsenter",
                "-t",
                Long.toString(holder.pid()),
                "-U",
                "-m",
                "--preserve-credentials",
                "--wdns=" + directory);
    }

    void sh(String script) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(enter());
        command.addAll(List.of("sh", "-ec", script));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(script)
                .isZero();
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
