package dev.imago;

import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import dev.imago.image.Digest;
import java.util.List;

/**
 * Has a second core load what a server will need, while the first reads the command line: the classes that cost the most at
 * their first use. Only saves time; whatever fails here fails again, and is told, where it is used.
 */
final class Warmup {
    /** In the order in which they are needed, so that the first core seldom waits for the second. */
    private static final List<String> COSTLY = List.of(
            "io.micrometer.core.instrument.MeterRegistry", // finds the logging library
            "org.sqlite.JDBC",
            "dev.imago.store.folder.Posix",
            "com.zaxxer.hikari.HikariConfig",
            "tools.jackson.databind.cfg.MapperBuilder", // asks for calendars
            "org.eclipse.jetty.http.MimeTypes", // asks for all locales
            "org.eclipse.jetty.server.Server");

    private Warmup() {}

    static void start() {
        Thread.ofPlatform().daemon().name("warmup").start(Warmup::run);
    }

    private static void run() {
        try {
            Configurations.read(Settings.class, Sources.none().withFlags(List.of(new Flag("warmup", "folder", "/"))));
            Digest.of(new byte[0]); // finds the provider of SHA-256
            for (String name : COSTLY) {
                Class.forName(name);
            }
        } catch (Exception | LinkageError e) {
            // Whoever needs it will say so.
        }
    }
}
