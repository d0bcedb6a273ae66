package dev.imago.transform.worker;

import dev.imago.transform.RenderSettings;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a worker is started.
 *
 * @param classPath where the main class and what it needs lie
 * @param mainClass as {@link WorkerMain}
 * @param extraFlags of the JVM, beside those of all workers
 */
record Command(String classPath, String mainClass, List<String> extraFlags) {
    /** A small JVM that begins fast and leaves nothing behind when it dies. */
    private static final List<String> FLAGS = List.of(
            "-Xms8m",
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+SuppressFatalErrorMessage",
            // A cache that does not fit, as the JDK was updated, is left unused without a word.
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Xlog:aot*=off:stderr",
            "-Xlog:cds*=off:stderr",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    private static final String AOT_CACHE = "worker.aot";

    /** All that a worker sees of the environment. */
    static final Map<String, String> ENVIRONMENT = Map.of(
            "LC_ALL", "C.UTF-8",
            "VIPS_CONCURRENCY", "1",
            "VIPS_WARNING", "0",
            // Large pictures stay in memory, where there is a limit, and never go to a disk.
            "VIPS_DISC_THRESHOLD", "64g",
            "MALLOC_ARENA_MAX", "2");

    /** With the AOT cache that lies beside the jar, if there is one. */
    static Command usual() {
        String place = placeOf(WorkerMain.class);
        Path cache = Path.of(place).resolveSibling(AOT_CACHE);
        return new Command(
                place,
                WorkerMain.class.getName(),
                Files.isReadable(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
    }

    /** Writes an AOT cache when the worker ends, for which more memory is needed than for work. */
    static Command training(Path cache) {
        return new Command(
                placeOf(WorkerMain.class),
                UnconfinedWorker.class.getName(),
                List.of("-XX:AOTCacheOutput=" + cache, "-Xmx512m"));
    }

    /** The jar, or the folder of classes, that a class comes from. */
    static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The words of the command line. */
    List<String> line(Path socket, RenderSettings settings) {
        List<String> line = new ArrayList<>();
        line.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        line.addAll(FLAGS);
        line.addAll(extraFlags);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.add(socket.toString());
        line.add(Long.toString(settings.memory().bytes()));
        line.add(library(settings));
        return line;
    }

    /** Settings come first; what the server itself was told reaches no other process by itself. */
    private static String library(RenderSettings settings) {
        String told = System.getProperty("imago.vips", System.getenv().getOrDefault("IMAGO_VIPS", ""));
        return settings.library().map(Path::toString).orElse(told);
    }
}
