package dev.imago.transform.vips;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where libvips is looked for, in this order: the file that was named, the app's folder {@code native/}, an npm package in a folder
 * {@code node_modules} above the app, the system.
 */
final class Libraries {
    static final String HOW_TO_GET_ONE = "install libvips (apt install libvips42), or put the file of the npm package"
            + " @img/sharp-libvips-linux-x64 into the app's folder native/, or name it in IMAGO_VIPS";

    private static final String PROPERTY = "imago.vips";
    private static final String ENVIRONMENT = "IMAGO_VIPS";
    private static final List<String> SYSTEM = List.of("libvips.so.42", "libvips.42.dylib");

    private Libraries() {}

    /** A library that could be loaded. */
    record Found(String place, SymbolLookup symbols) {}

    /**
     * Loads the first one that there is. A file that was named is the only one that is tried.
     *
     * @throws NoLibraryException if none can be loaded
     */
    static Found load(Optional<Path> named) throws NoLibraryException {
        Optional<String> chosen = named.map(Path::toString)
                .or(() -> Optional.ofNullable(System.getProperty(PROPERTY)))
                .or(() -> Optional.ofNullable(System.getenv(ENVIRONMENT)));
        List<String> places = chosen.map(List::of).orElseGet(Libraries::usual);
        StringBuilder tried = new StringBuilder();
        for (String place : places) {
            try {
                // For good: what libvips has started can not be unloaded.
                return new Found(place, SymbolLookup.libraryLookup(place, Arena.global()));
            } catch (IllegalArgumentException e) {
                tried.append(tried.isEmpty() ? "" : ", ").append(place);
            }
        }
        throw new NoLibraryException("libvips is not to be found (tried " + tried + "): " + HOW_TO_GET_ONE);
    }

    private static List<String> usual() {
        List<String> places = new ArrayList<>();
        appFolder().ifPresent(app -> {
            add(places, app.resolve("native"));
            for (Path above = app; above != null; above = above.getParent()) {
                add(places, above.resolve("node_modules/@img/sharp-libvips-linux-" + machine() + "/lib"));
            }
        });
        places.addAll(SYSTEM);
        return places;
    }

    private static void add(List<String> places, Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libvips*.so.*")) {
            files.forEach(file -> places.add(file.toString()));
        } catch (IOException e) {
            // A folder that cannot be read holds no library for us.
        }
    }

    private static String machine() {
        return System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x64";
    }

    /** The folder that holds the jar, or the folder of classes. */
    private static Optional<Path> appFolder() {
        try {
            var source = Libraries.class.getProtectionDomain().getCodeSource();
            return source == null
                    ? Optional.empty()
                    : Optional.ofNullable(Path.of(source.getLocation().toURI()).getParent());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
