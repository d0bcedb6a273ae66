package dev.imago.store.http;

import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.ReadOnly;
import dev.imago.store.ReadingContract;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of reading, from a real nginx that tells versions apart in several ways. Each test has a folder of its own. */
final class HttpContractTest {
    @TempDir
    static Path folder;

    private static final AtomicInteger FOLDERS = new AtomicInteger();
    private static LegacyServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new LegacyServer(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    abstract static class Reading extends ReadingContract {
        private final String own = FOLDERS.incrementAndGet() + "/";

        /** The first part of the address. */
        abstract String habit();

        @Override
        protected final Store open() {
            return new HttpStore("legacy", Origins.at(server.url() + habit() + own));
        }

        @Override
        protected final Set<Class<?>> capabilities() {
            return Set.of(PathAddressed.class, ReadOnly.class);
        }

        @Override
        protected final Stored put(ImageKey key, byte[] bytes) {
            try {
                server.put(own + key, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Locator locator = new Locator(key.value());
            return new Stored(locator, store().stat(locator).orElseThrow());
        }

        @Override
        protected final void remove(Locator locator) {
            try {
                server.remove(own + locator);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    final class ByStrongTags extends Reading {
        @Override
        String habit() {
            return "";
        }
    }

    @Nested
    final class WithoutRanges extends Reading {
        @Override
        String habit() {
            return "whole/";
        }
    }

    @Nested
    final class ByTimes extends Reading {
        @Override
        String habit() {
            return "timed/";
        }
    }

    /** Versions are told apart by their bytes. */
    @Nested
    final class ByNothing extends Reading {
        @Override
        String habit() {
            return "untold/";
        }
    }

    @Nested
    final class OfUnknownLength extends Reading {
        @Override
        String habit() {
            return "endless/";
        }
    }
}
