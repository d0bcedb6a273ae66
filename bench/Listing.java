import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.ImageKey;
import dev.imago.journal.SqlJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Fills catalogs and measures pages of their listings: {@code java -cp … bench/Listing.java FOLDER|JDBC-URL ROWS}; see bench/listing. */
final class Listing {
    private static final int PAGE = 100;
    private static final int ROUNDS = 500;
    private static final int BATCH = 500_000;

    private Listing() {}

    public static void main(String[] args) throws Exception {
        System.out.println("| images | place | median µs | 99th percentile µs |");
        System.out.println("|--:|---|--:|--:|");
        for (int rows : new int[] {1_000, Integer.parseInt(args[1])}) {
            boolean shared = args[0].startsWith("jdbc:");
            Path file = Path.of(shared ? "/" : args[0]).resolve("catalog-" + rows + ".db");
            try (var database = Database.open(shared
                    ? new DatabaseSettings(args[0], "", "", 4, DatabaseSettings.Synchronous.OS)
                    : new DatabaseSettings("jdbc:sqlite:" + file, "", "", 4, DatabaseSettings.Synchronous.OS))) {
                fill(database, rows, shared);
                var catalog = new SqlCatalog(database, new SqlJournal(database), "bench");
                measure(catalog, rows, "first page", 0, 0);
                measure(catalog, rows, "near the beginning", 0, rows / 100);
                measure(catalog, rows, "in the middle", rows / 2, rows / 100);
                measure(catalog, rows, "near the end", rows - rows / 100 - PAGE, rows / 100);
                if (shared) {
                    database.write(session -> session.update("TRUNCATE image"));
                } else {
                    System.err.printf("%,d images: %,d MiB%n", rows, Files.size(file) >> 20);
                }
            }
        }
    }

    private static String key(long n) {
        return "upload/%04d/%08d.jpg".formatted(n / 10_000, n);
    }

    private static void fill(Database database, int rows, boolean shared) {
        database.write(session -> session.update(shared ? "TRUNCATE image" : "DELETE FROM image"));
        for (long from = 0; from < rows; from += BATCH) {
            long first = from;
            long last = Math.min(from + BATCH, rows) - 1;
            database.write(session -> session.update(shared ? POSTGRES : SQLITE, first, last));
            System.err.printf("\r%,d of %,d rows", last + 1, rows);
        }
        System.err.println();
        if (shared) {
            database.write(session -> session.update("ANALYZE image"));
        }
    }

    private static final String COLUMNS = "INSERT INTO image (key, folded, store, locator, validator, digest, size, format, width, height,"
            + " frames, modified, created, version) ";
    private static final String SQLITE = COLUMNS + "WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
            + " SELECT k, k, 'folder', k, 'r3c2-h8x-dm1tdqxq8n8w-dm1tdqxq8n8w', randomblob(32), 60000, 'JPEG', 640, 480, 1, 1, 1, n"
            + " FROM (SELECT n, printf('upload/%04d/%08d.jpg', n / 10000, n) AS k FROM numbers)";
    private static final String POSTGRES = COLUMNS
            + "SELECT k, k, 'folder', k, 'r3c2-h8x-dm1tdqxq8n8w-dm1tdqxq8n8w', sha256(k::bytea), 60000, 'JPEG', 640, 480, 1, 1, 1, n"
            + " FROM (SELECT n, 'upload/' || lpad((n / 10000)::text, 4, '0') || '/' || lpad(n::text, 8, '0') || '.jpg' AS k"
            + " FROM generate_series(CAST(? AS BIGINT), CAST(? AS BIGINT)) AS numbers (n)) AS named";

    private static void measure(SqlCatalog catalog, int rows, String place, long from, int width) {
        var random = new Random(1);
        long[] nanos = new long[ROUNDS];
        for (int warm = 0; warm < 2; warm++) {
            for (int i = 0; i < ROUNDS; i++) {
                Optional<ImageKey> after =
                        width == 0 ? Optional.empty() : Optional.of(ImageKey.of(key(from + random.nextInt(width))));
                long start = System.nanoTime();
                List<CatalogEntry> page = catalog.list("upload/", after, PAGE);
                nanos[i] = System.nanoTime() - start;
                if (page.size() != PAGE) {
                    throw new IllegalStateException(page.size() + " images on a page " + place);
                }
            }
        }
        Arrays.sort(nanos);
        System.out.printf("| %,d | %s | %,d | %,d |%n", rows, place, nanos[ROUNDS / 2] / 1000, nanos[ROUNDS * 99 / 100] / 1000);
    }
}
