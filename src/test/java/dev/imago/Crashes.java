package dev.imago;

import dev.imago.disk.FileSystem;
import dev.imago.disk.MountedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The long run of {@code bench/crash}: progress on stderr, a row for the table of its results on stdout. */
final class Crashes {
    /** Of so many ends one is during a start. */
    private static final int ONE_AT_START_OF = 5;

    private final String what;
    private final int crashes;
    private final long seed;
    private final long began = System.nanoTime();

    private Crashes(String what, int crashes, long seed) {
        this.what = what;
        this.crashes = crashes;
        this.seed = seed;
    }

    /**
     * Arguments: {@code kills}, or a file system's name, with {@code +catalog} if the catalog is on another disk; how many crashes, a seed,
     * an empty directory.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var run = new Crashes(arguments[0], Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        Path directory = Path.of(arguments[3]);
        Path log = directory.resolve("server.log");
        List<String> java = QuickStart.prepare(directory, log);
        if (run.what.equals("kills")) {
            Path folder = Files.createDirectory(directory.resolve("site"));
            run.on(new Machine.OfKills(java, folder, log));
        } else {
            String[] what = run.what.split("\\+", 2);
            Optional<Path> catalog =
                    what.length == 1 ? Optional.empty() : Optional.of(Files.createDirectory(directory.resolve("data")));
            try (MountedDisk disk = new MountedDisk(directory, FileSystem.named(what[0]))) {
                run.on(new PoweredMachine(disk, java, log, catalog, Map.of()));
                System.err.println(
                        disk.disk().writes() + " writes and " + disk.disk().flushes() + " flushes reached the disk");
            }
        }
    }

    private void on(Machine machine) throws IOException, InterruptedException {
        int atStart = crashes / ONE_AT_START_OF;
        int lives = crashes - atStart;
        Lives all = new Lives(machine, seed);
        all.run(
                lives,
                atStart,
                (life, acknowledged) -> System.err.printf(
                        "\r%s: %d of %d lives, %d uploads acknowledged, %s ",
                        what, life, lives, acknowledged, elapsed()));
        System.err.println();
        System.out.printf(
                "| %s | %d | %d | %d | %d | %d | %d | %s |%n",
                what, lives, atStart, all.acknowledged(), all.resumed(), all.renditions(), seed, elapsed());
    }

    private String elapsed() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        return elapsed.toMinutes() + " min " + elapsed.toSecondsPart() + " s";
    }
}
