package dev.imago;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes a server that is started very often start in a third of the time: an AOT cache of a first run, as {@code ./imago} has it. A
 * cache takes archives alone, so the classes of this build become one.
 */
final class QuickStart {
    private QuickStart() {}

    /** The arguments of a JVM that runs this build's server on this machine. */
    static List<String> prepare(Path directory, Path log) throws IOException {
        Path archive = directory.resolve("imago-test.jar");
        List<String> places =
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> jar = new ArrayList<>(List.of("--create", "--no-compress", "--file", archive.toString()));
        places.stream()
                .map(Path::of)
                .filter(place -> Files.exists(place.resolve("dev/imago/Main.class")))
                .forEach(place -> jar.addAll(List.of("-C", place.toString(), ".")));
        int status = ToolProvider.findFirst("jar")
                .orElseThrow(() -> new IllegalStateException("tests need a JDK: there is no jar tool"))
                .run(System.out, System.err, jar.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("the classes could not be put into an archive");
        }
        String classes = String.join(
                File.pathSeparator,
                Stream.concat(Stream.of(archive.toString()), places.stream().filter(place -> place.endsWith(".jar")))
                        .toList());
        Path cache = directory.resolve("imago-test.aot");
        Path site = Files.createDirectory(directory.resolve("training"));
        try (ServerProcess training =
                ServerProcess.serve(arguments(classes, "-XX:AOTCacheOutput=" + cache), site, log, Map.of())) {
            training.stop();
        }
        return arguments(classes, "-XX:AOTCache=" + cache);
    }

    private static List<String> arguments(String classes, String cache) {
        return List.of("-cp", classes, cache, "-Xlog:disable", "-Xlog:all=error:stderr");
    }
}
