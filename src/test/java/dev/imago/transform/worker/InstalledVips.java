package dev.imago.transform.worker;

import dev.imago.transform.RenderSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The builds of libvips that there are here: the file of the npm package and the system's library, which differ by years. What matters
 * is tested with each.
 */
record InstalledVips(Path library) {
    private static final List<String> FOLDERS = List.of(
            "target/native",
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/opt/homebrew/lib");

    static List<InstalledVips> all() {
        List<InstalledVips> all =
                FOLDERS.stream().map(Path::of).flatMap(InstalledVips::in).toList();
        if (all.isEmpty()) {
            throw new IllegalStateException("there is no libvips; ./check gets one");
        }
        return all;
    }

    private static Stream<InstalledVips> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        List<InstalledVips> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "{libvips-cpp.so.8.*,libvips.so.42,libvips.42.dylib}")) {
            files.forEach(file -> found.add(new InstalledVips(file.toAbsolutePath())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    /** The same settings with this library. */
    RenderSettings in(RenderSettings settings) {
        return new RenderSettings(
                settings.workers(),
                settings.timeout(),
                settings.memory(),
                settings.jobsPerWorker(),
                settings.queue(),
                settings.longestWait(),
                Optional.of(library),
                settings.maxPixels(),
                settings.maxFrames(),
                settings.maxBytes(),
                settings.quality(),
                settings.keepCopyright(),
                settings.keepProfile(),
                settings.damagedToo());
    }

    @Override
    public String toString() {
        return library.getFileName().toString();
    }
}
