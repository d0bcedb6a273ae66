package dev.imago.store.fastdfs;

import dev.imago.image.Fault;
import dev.imago.store.Relocating;
import dev.imago.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees in the background to what FastDFS may still lose. A storage acknowledges a file before any other has it, and before it is on
 * its disk: each acknowledged file is therefore kept in the {@link Spool} until two storages of its group report it. One that no
 * storage reports any more is uploaded anew; its name is another one then, which the {@link Relocating.Register} is told.
 *
 * <pre>
 *   acknowledged ─► two storages report it ─► notes beside the file ─► dropped
 *        │                 └► of an earlier process, and no image lies there ─► deleted everywhere ─► dropped
 *        └► nobody does, for a while ─► uploaded anew ─► register told ─► the former name deleted everywhere ─► as above
 * </pre>
 *
 * <p>Each step is a file in the spool before it counts, so that a process that dies in between goes on at its next start.
 */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int AT_ONCE = 8;
    private static final int LONGEST_PAUSE_SECONDS = 30;

    /** What is remembered of a file between two looks; times as of {@link System#nanoTime()}. */
    private record Progress(long begun, long next, Optional<Long> missing) {}

    private final ReplicatedFiles files;
    private final Spool spool;
    private final Pace pace;
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<?> rounds;
    private volatile Optional<Relocating.Register> register = Optional.empty();

    Keeper(ReplicatedFiles files, Spool spool, Pace pace) {
        this.files = files;
        this.spool = spool;
        this.pace = pace;
        this.rounds = threads.submit(this::run);
    }

    void tell(Relocating.Register whoKnows) {
        register = Optional.of(whoKnows);
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                TimeUnit.NANOSECONDS.sleep(pace.look().toNanos());
                round();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        List<Pending> all = spool.all();
        progress.keySet().retainAll(all.stream().map(Pending::name).collect(Collectors.toSet()));
        for (Pending entry : all) {
            long now = System.nanoTime();
            Progress seen = progress.computeIfAbsent(entry.name(), _ -> new Progress(now, now, Optional.empty()));
            if (now - seen.next() >= 0) {
                inPlace(() -> look(entry, seen));
            }
        }
        for (FileId file : spool.buried()) {
            inPlace(() -> removeEverywhere(file));
        }
        places.acquire(AT_ONCE);
        places.release(AT_ONCE);
    }

    private void inPlace(Runnable work) throws InterruptedException {
        places.acquire();
        threads.execute(() -> {
            try {
                work.run();
            } catch (Fault later) {
                LOG.debug("The keeper of FastDFS tries again: {} {}", later.message(), later.detail());
            } catch (RuntimeException e) {
                LOG.error("The keeper of FastDFS cannot go on with a file, and tries again", e);
            } finally {
                places.release();
            }
        });
    }

    private void look(Pending entry, Progress seen) {
        long now = System.nanoTime();
        Duration age = Duration.ofNanos(now - seen.begun());
        long pause = Math.clamp(
                age.toNanos() / 2,
                pace.look().toNanos(),
                Duration.ofSeconds(LONGEST_PAUSE_SECONDS).toNanos());
        progress.put(entry.name(), new Progress(seen.begun(), now + pause, seen.missing()));
        if (entry.former().isPresent()) {
            tellMoved(entry, entry.former().get());
            return;
        }
        ReplicatedFiles.Copies copies = files.copies(entry.id());
        boolean missing = copies.present() == 0 && copies.absent() > 0;
        Optional<Long> since = missing ? Optional.of(seen.missing().orElse(now)) : Optional.empty();
        progress.put(
                entry.name(),
                new Progress(seen.begun(), now + (missing ? pace.look().toNanos() : pause), since));
        if (safe(entry, copies)) {
            release(entry, age);
        } else if (since.filter(then -> now - then >= pace.lost().toNanos()).isPresent()) {
            uploadAnew(entry, "no storage has it");
        } else if (age.compareTo(pace.single()) >= 0 && (copies.present() == 0 || copies.absent() > 0)) {
            uploadAnew(entry, "its copies never came");
        }
    }

    private boolean safe(Pending entry, ReplicatedFiles.Copies copies) {
        boolean settled = Duration.between(entry.since(), Instant.now()).compareTo(pace.settled()) >= 0;
        return copies.members() > 1 ? copies.present() > 1 : copies.present() == 1 && settled;
    }

    private void release(Pending entry, Duration age) {
        if (entry.earlier() && register.isPresent() && !knows(entry, register.get())) {
            giveUp(entry, age);
            return;
        }
        files.note(entry.id(), entry.notes());
        spool.drop(entry);
    }

    private static boolean knows(Pending entry, Relocating.Register who) {
        return who.knows(entry.key(), entry.id().locator());
    }

    /**
     * What an earlier process put, and died before it was an image, nobody was told of. A database may still be about to make the
     * change a fact that the process had sent it.
     */
    private void giveUp(Pending entry, Duration age) {
        if (age.compareTo(pace.settled()) >= 0) {
            LOG.info(
                    "{} was put for {} right before a crash, and is removed: no image lies there",
                    entry.id(),
                    entry.key());
            spool.bury(entry.id());
            spool.drop(entry);
        }
    }

    private void uploadAnew(Pending entry, String why) {
        if (register.isEmpty()) {
            return;
        }
        FileId next = files.upload(spool.bodyOf(entry), entry.id().size(), Extension.of(entry.format()));
        LOG.warn("{} of {} is uploaded anew as {}, as {}", entry.id(), entry.key(), next, why);
        Pending moved = entry.movedTo(next);
        spool.write(moved);
        tellMoved(moved, entry.id());
    }

    private void tellMoved(Pending entry, FileId former) {
        Stored stored = new Stored(entry.id().locator(), ReplicatedFiles.statOf(entry.id()));
        if (register.isPresent() && register.get().moved(entry.key(), former.locator(), stored)) {
            spool.bury(former);
            spool.settle(entry);
            progress.remove(entry.name());
        } else if (register.isPresent()) {
            LOG.info("{} is not wanted any more: {} was changed meanwhile", entry.id(), entry.key());
            spool.bury(entry.id());
            spool.drop(entry);
        }
    }

    private void removeEverywhere(FileId file) {
        if (files.delete(file).all()) {
            spool.forget(file);
        }
    }

    @Override
    public void close() {
        rounds.cancel(true);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The keeper of FastDFS still waits for a storage");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
