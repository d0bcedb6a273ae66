package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.ByteSize;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Settling;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.store.Watchable;
import dev.imago.upload.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of a folder that cannot be read, in parts or as a whole. */
final class ScanFailureTest {
    @TempDir
    Path root;

    private Ground ground;
    private BadDisk disk;
    private Adoption adoption;

    /** A folder some of whose files cannot be read, or that cannot be listed, for a while. Nobody is told of changes. */
    private static final class BadDisk implements Store {
        final Set<String> unreadable = ConcurrentHashMap.newKeySet();
        /** Directories that the server may not enter. */
        final Set<String> forbidden = ConcurrentHashMap.newKeySet();

        volatile boolean unlistable;
        final AtomicInteger listings = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        volatile boolean slow;
        private final Store folder;

        BadDisk(Store folder) {
            this.folder = folder;
        }

        private static Fault broken() {
            return new Fault(Fault.Kind.UNAVAILABLE, "The disk reports an error.");
        }

        @Override
        public String name() {
            return folder.name();
        }

        @Override
        public Optional<BlobStat> stat(Locator locator) {
            if (isForbidden(locator)) {
                throw denied();
            }
            inside.incrementAndGet();
            try {
                waitForTheDisk();
                return folder.stat(locator);
            } finally {
                inside.decrementAndGet();
            }
        }

        /** As in a system call: no interrupt ends it. */
        private void waitForTheDisk() {
            long end = System.nanoTime() + (slow ? 700_000_000L : 0);
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                var _ = Thread.interrupted();
            }
        }

        @Override
        public Optional<Blob> open(Locator locator, ByteRange range) {
            if (unreadable.contains(locator.value())) {
                throw broken();
            }
            return folder.open(locator, range);
        }

        @Override
        public Stored put(ImageKey key, Content content) {
            return folder.put(key, content);
        }

        @Override
        public boolean delete(Locator locator) {
            return folder.delete(locator);
        }

        @Override
        public <T> Optional<T> capability(Class<T> type) {
            if (type == Watchable.class) {
                return Optional.empty();
            }
            Optional<T> capability = folder.capability(type);
            return type == Listing.class
                    ? capability.map(listing -> type.cast(guarded((Listing) listing)))
                    : capability;
        }

        private Listing guarded(Listing listing) {
            return (prefix, visitor, unreadable) -> {
                listings.incrementAndGet();
                if (unlistable) {
                    throw broken();
                }
                forbidden.stream()
                        .filter(place -> place.startsWith(prefix))
                        .forEach(place -> unreadable.accept(place, denied()));
                listing.list(prefix, listed -> isForbidden(listed.locator()) || visitor.test(listed), unreadable);
            };
        }

        private boolean isForbidden(Locator locator) {
            return forbidden.stream().anyMatch(locator.value()::startsWith);
        }

        private static Fault denied() {
            return new Fault(Fault.Kind.FORBIDDEN, "The file system does not permit this to the server's user.");
        }

        @Override
        public void close() {
            // The folder is the ground's.
        }
    }

    @BeforeEach
    void prepare() {
        ground = new Ground(root);
        disk = new BadDisk(ground.store);
        var settings = new AdoptionSettings(true, Duration.ofHours(1), ByteSize.parse("1GB"));
        adoption = new Adoption(
                disk,
                ground.store.capability(PathAddressed.class).orElseThrow(),
                ground.catalog,
                settings,
                Optional.of(Duration.ofHours(1)),
                Clock.systemUTC(),
                Thread.ofVirtual().factory());
    }

    @AfterEach
    void close() {
        adoption.close();
        ground.close();
    }

    @Test
    void a_file_that_could_not_be_read_is_tried_again_long_before_the_next_full_scan() throws Exception {
        file("good.png");
        file("bad.png");
        disk.unreadable.add("bad.png");
        adoption.start();
        Ground.await(() -> phase() == ScanProgress.Phase.DONE);
        assertThat(adoption.progress().getFirst().failed()).isEqualTo(1);
        assertThat(ground.catalog.find(ImageKey.of("good.png"))).isPresent();
        assertThat(ground.catalog.find(ImageKey.of("bad.png"))).isEmpty();

        disk.unreadable.clear();
        Ground.await(() -> ground.catalog.find(ImageKey.of("bad.png")).isPresent());
        Ground.await(() -> adoption.progress().getFirst().failed() == 0);
        assertThat(adoption.progress().getFirst().adopted()).isEqualTo(2);
        assertThat(adoption.progress().getFirst().seen()).isEqualTo(2);
    }

    @Test
    void a_scan_of_a_part_does_not_forget_what_could_not_be_read_elsewhere() throws Exception {
        Files.createDirectory(ground.folder.resolve("part"));
        file("bad.png");
        disk.unreadable.add("bad.png");
        adoption.start();
        Ground.await(() -> phase() == ScanProgress.Phase.DONE);
        adoption.requestScan("part/", false);
        Ground.await(() -> adoption.progress().getLast().prefix().equals("part/")
                && adoption.progress().getLast().phase() == ScanProgress.Phase.DONE);
        disk.unreadable.clear();
        Ground.await(() -> ground.catalog.find(ImageKey.of("bad.png")).isPresent());
    }

    @Test
    void a_directory_that_may_not_be_read_is_left_as_it_is_and_the_scan_goes_on() throws Exception {
        Files.createDirectory(ground.folder.resolve("closed"));
        file("closed/known.png");
        file("gone.png");
        adoption.start();
        Ground.await(() -> ground.catalog.usage("").images() == 2);
        Ground.await(() -> phase() == ScanProgress.Phase.DONE);

        disk.forbidden.add("closed/");
        file("closed/new.png");
        file("good.png");
        Files.delete(ground.folder.resolve("gone.png"));
        adoption.requestScan("", false);
        Ground.await(() -> known("good.png") && !known("gone.png"));
        Ground.await(() -> phase() == ScanProgress.Phase.DONE);
        assertThat(adoption.progress().getFirst().failed()).isEqualTo(1);
        assertThat(known("closed/known.png")).isTrue();
        assertThat(known("closed/new.png")).isFalse();

        disk.forbidden.clear();
        Ground.await(() -> known("closed/new.png"));
        Ground.await(() -> adoption.progress().getFirst().failed() == 0);
    }

    @Test
    void a_disk_that_fails_while_it_is_tried_again_does_not_end_the_scans() throws Exception {
        Files.createDirectory(ground.folder.resolve("closed"));
        disk.forbidden.add("closed/");
        adoption.start();
        Ground.await(() -> phase() == ScanProgress.Phase.DONE);
        disk.unlistable = true;
        Ground.await(() -> disk.listings.get() >= 2);
        disk.unlistable = false;
        file("good.png");
        adoption.requestScan("", false);
        Ground.await(() -> known("good.png"));
    }

    @Test
    void whoever_closes_waits_until_nobody_uses_the_store_any_more() throws Exception {
        file("scanned.png");
        file("noticed.png");
        disk.slow = true;
        adoption.start();
        adoption.suspect(ImageKey.of("noticed.png"));
        Ground.await(() -> disk.inside.get() == 2);
        assertThat(adoption.stop()).isTrue();
        assertThat(disk.inside.get()).isZero();
    }

    private boolean known(String key) {
        return ground.catalog.find(ImageKey.of(key)).isPresent();
    }

    @Test
    void a_scan_that_fails_says_so() throws Exception {
        file("good.png");
        disk.unlistable = true;
        adoption.start();
        Ground.await(() -> phase() == ScanProgress.Phase.FAILED);
        disk.unlistable = false;
        Ground.await(() -> ground.catalog.find(ImageKey.of("good.png")).isPresent());
        Ground.await(() -> phase() == ScanProgress.Phase.DONE);
    }

    /** Puts a file there, long enough ago that nobody can be taken to be still writing it. */
    private void file(String name) throws IOException {
        Files.write(ground.folder.resolve(name), Samples.png(8, 8, name.hashCode()));
        Settling settling = ground.store.capability(Settling.class).orElseThrow();
        Ground.await(() -> settling.settled(new Locator(name)));
    }

    private ScanProgress.Phase phase() {
        return adoption.progress().stream().findFirst().map(ScanProgress::phase).orElse(ScanProgress.Phase.READING);
    }
}
