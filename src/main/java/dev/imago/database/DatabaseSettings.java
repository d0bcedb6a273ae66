package dev.imago.database;

import java.nio.file.Path;

/**
 * Where the database is and how it is used.
 *
 * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST:PORT/DATABASE}, with the driver's own parameters if any
 * @param user empty for SQLite, or when the URL says it
 * @param password empty likewise
 * @param connections how many readers may be at work at once, 1 to 100
 */
public record DatabaseSettings(String url, String user, String password, int connections, Synchronous synchronous) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** When a commit counts as done. */
    public enum Synchronous {
        /** Once it would survive a power cut. */
        FULL,
        /** Once the operating system, or the database server's memory, has it: it survives {@code kill -9}, not a power cut. */
        OS
    }

    public DatabaseSettings {
        if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException("a database URL starts with jdbc:sqlite: or jdbc:postgresql:");
        }
        if (connections < 1 || connections > 100) {
            throw new IllegalArgumentException("1 to 100 connections, not " + connections);
        }
    }

    /** An embedded database in a file, which is made if it is not there. */
    public static DatabaseSettings sqlite(Path file) {
        return new DatabaseSettings(SQLITE + file.toAbsolutePath(), "", "", 8, Synchronous.FULL);
    }

    /** A database server. */
    public static DatabaseSettings postgresql(String url, String user, String password) {
        return new DatabaseSettings(url, user, password, 8, Synchronous.FULL);
    }

    public DatabaseSettings with(Synchronous other) {
        return new DatabaseSettings(url, user, password, connections, other);
    }

    /** Whether several nodes can share it. */
    public boolean shared() {
        return url.startsWith(POSTGRESQL);
    }

    /** The file of an embedded database. */
    Path file() {
        String path = url.substring(SQLITE.length());
        int parameters = path.indexOf('?');
        return Path.of(parameters < 0 ? path : path.substring(0, parameters));
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + url.replaceAll("(?i)(password=)[^&]*", "$1***") + ", user=" + user
                + ", connections=" + connections + ", synchronous=" + synchronous + "]";
    }
}
