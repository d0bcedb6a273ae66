package dev.imago;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Where a server runs until something ends it, again and again on the same folder. */
interface Machine {
    /** A memory tier so small that images come from it, are pushed out of it, and are too large for it; and little else to start. */
    Map<String, String> VARIABLES = Map.of(
            "IMAGO_DELIVERY_MEMORY", "500KB",
            "IMAGO_DELIVERY_LARGEST_IN_MEMORY", "24KB",
            "IMAGO_RENDITIONS_MODE", "open",
            "IMAGO_RENDERING_WORKERS", "1",
            "IMAGO_TUS_KEEP_FREE", "1MB");

    /** The server's folder, as this process sees it. */
    Path folder();

    /** The server's data directory, as this process sees it. */
    default Path data() {
        return folder().resolve(".imago");
    }

    /** Whether what nobody synced can be lost. */
    boolean losesPower();

    /** Starts a server and returns when it answers. */
    ServerProcess start();

    /** Starts a server, and ends it after a while whatever it is doing then. */
    void crashAtStart(Duration after, Random random) throws IOException, InterruptedException;

    /** Ends the server in the middle of what it does. */
    void crash(ServerProcess server, Random random);

    /** Makes the folder usable again; nobody uses it meanwhile. */
    void recover() throws IOException, InterruptedException;

    /** One on which nothing but the process ends. */
    record OfKills(List<String> jvm, Path folder, Path log) implements Machine {
        @Override
        public boolean losesPower() {
            return false;
        }

        @Override
        public ServerProcess start() {
            return ServerProcess.serve(jvm, folder, log, VARIABLES);
        }

        @Override
        public void crashAtStart(Duration after, Random random) throws IOException, InterruptedException {
            Process process = ServerProcess.launch(List.of(), jvm, List.of(folder.toString()), log, VARIABLES);
            process.waitFor(after.toNanos(), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
        }

        @Override
        public void crash(ServerProcess server, Random random) {
            server.kill();
        }

        @Override
        public void recover() {}
    }
}
