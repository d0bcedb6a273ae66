package dev.imago.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.ImageKey;
import dev.imago.journal.Change;
import dev.imago.journal.SqlJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariants I1 and I5 of the catalog: another process commits, is killed with SIGKILL, and what it acknowledged is there. */
final class SqliteCrashTest {
    private static final int ROUNDS = 20;
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    @Test
    void what_was_acknowledged_survives_kill_9() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        DatabaseSettings settings = DatabaseSettings.sqlite(folder.resolve("catalog.db"));
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            int lines = 1 + random.nextInt(150);
            int read = killAfter(round, lines, random.nextInt(4_000_000), acknowledged);
            assertThat(read).as("acknowledgements in round " + round).isGreaterThanOrEqualTo(lines);
            try (Database database = Database.open(settings)) {
                agree(database, acknowledged);
            }
        }
    }

    /** Reads acknowledgements until there are enough, waits a moment, kills, and reads what is left of them. */
    private int killAfter(int round, int lines, int nanos, Map<String, Long> acknowledged) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SqliteCrashTest.class.getName(),
                        folder.resolve("catalog.db").toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            int read = 0;
            while ((line = out.readLine()) != null) {
                if (line.endsWith(".")) { // a line that was cut off is no acknowledgement
                    String[] parts = line.split("[ .]");
                    acknowledged.put(parts[0], Long.parseLong(parts[1]));
                }
                if (++read == lines) {
                    java.util.concurrent.locks.LockSupport.parkNanos(nanos);
                    process.toHandle().destroyForcibly(); // leaves the pipe open
                }
            }
            return read;
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void agree(Database database, Map<String, Long> acknowledged) {
        SqlJournal journal = new SqlJournal(database);
        SqlCatalog catalog = new SqlCatalog(database, journal, "parent");
        Map<ImageKey, Change> newest = new HashMap<>();
        long position = 0;
        List<Change> page;
        while (!(page = journal.after(position, 1000)).isEmpty()) {
            page.forEach(change -> newest.put(change.key(), change));
            position = page.getLast().sequence();
        }
        acknowledged.forEach((key, sequence) ->
                assertThat(newest.get(ImageKey.of(key)).sequence()).as(key).isGreaterThanOrEqualTo(sequence));
        long images = 0;
        long bytes = 0;
        for (Change change : newest.values()) {
            Optional<CatalogEntry> entry = catalog.find(change.key());
            assertThat(entry.map(CatalogEntry::digest)).isEqualTo(change.digest());
            assertThat(entry.map(CatalogEntry::version).orElse(change.sequence()))
                    .isEqualTo(change.sequence());
            images += change.kind() == Change.Kind.PUT ? 1 : 0;
            bytes += change.size();
        }
        assertThat(catalog.usage("")).isEqualTo(new Catalog.Usage(images, bytes));
        List<String> check = database.read(session -> session.list("PRAGMA integrity_check", row -> row.getString(1)));
        assertThat(check).containsExactly("ok");
    }

    /** The process that is killed: puts, replaces and deletes, and says a line for each once it is a fact. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Database database = Database.open(DatabaseSettings.sqlite(Path.of(arguments[0])));
        SqlCatalog catalog = new SqlCatalog(database, new SqlJournal(database), "child");
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            Thread.ofPlatform().start(() -> {
                for (int i = 0; ; i++) {
                    String key = "t" + thread + "/" + i % 40;
                    Mutation mutation = i % 7 == 6
                            ? Images.delete(key)
                            : Images.put(key, arguments[1] + "-" + i + "x".repeat(i % 5));
                    catalog.commit(mutation).ifPresent(change -> out.print(key + " " + change.sequence() + ".\n"));
                }
            });
        }
    }
}
