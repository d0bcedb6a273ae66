package dev.imago.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Keeps SQLite's native library beside the database. The driver would unpack it into the temporary folder at every start and
 * read it again to compare, which takes 100 ms; told where it lies, it loads it at once. If anything is in the way the driver
 * does it its own way.
 */
final class SqliteLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
    private static final String FOLDER_PROPERTY = "org.sqlite.lib.path";

    private SqliteLibrary() {}

    static void prepare(Path database) {
        if (System.getProperty(FOLDER_PROPERTY) != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        Path folder = database.resolveSibling("native").resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = folder.resolve(name);
        try {
            if (!Files.exists(library)) {
                unpack(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name, library);
            }
            System.setProperty(FOLDER_PROPERTY, folder.toString());
        } catch (IOException e) {
            LOG.debug("SQLite's library is unpacked at every start: {}", e.toString());
        }
    }

    private static void unpack(String resource, Path library) throws IOException {
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the driver has no " + resource);
            }
            Files.createDirectories(library.getParent());
            Path part = Files.createTempFile(library.getParent(), "unpacking", ".part");
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            sync(part);
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A power loss could leave the name of a file without its bytes, and a JVM that loads half a library dies, at each start. */
    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
    }
}
