package dev.imago;

import dev.imago.disk.MountedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One whose power fails: first the disk stops, then nobody is alive any more, and then it is decided what the disk still wrote.
 *
 * @param catalog a data directory on another disk, which keeps its power
 * @param more variables of the server's environment
 */
record PoweredMachine(MountedDisk mounted, List<String> jvm, Path log, Optional<Path> catalog, Map<String, String> more)
        implements Machine {
    @Override
    public Path folder() {
        return mounted.outside();
    }

    @Override
    public Path data() {
        return catalog.orElseGet(Machine.super::data);
    }

    @Override
    public boolean losesPower() {
        return true;
    }

    @Override
    public ServerProcess start() {
        return ServerProcess.serveIn(mounted.enter(), jvm, mounted.inside(), log, variables());
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(VARIABLES);
        catalog.ifPresent(data -> variables.put("IMAGO_DATA", data.toString()));
        variables.putAll(more);
        return variables;
    }

    @Override
    public void crashAtStart(Duration after, Random random) throws IOException, InterruptedException {
        List<String> folder = List.of(mounted.inside().toString());
        Process process = ServerProcess.launch(mounted.enter(), jvm, folder, log, variables());
        process.waitFor(after.toNanos(), TimeUnit.NANOSECONDS);
        mounted.disk().stop();
        process.destroyForcibly();
        mounted.disk().lose(random);
        process.waitFor();
    }

    @Override
    public void crash(ServerProcess server, Random random) {
        mounted.disk().stop();
        server.strike();
        mounted.disk().lose(random);
        server.kill();
    }

    @Override
    public void recover() throws IOException, InterruptedException {
        mounted.unmount();
        mounted.mount();
    }
}
