package dev.imago.database;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Named locks that hold on all nodes of a PostgreSQL: session-level advisory locks, all on one connection of their own, so
 * that however many are held, they cost the readers nothing. The server counts: two holders in this process of names with the
 * same number both get it, so whoever needs exclusion within the process sees to that itself.
 *
 * <p>When the connection breaks, all locks that were taken on it are lost at once; {@link Held#held()} tells.
 */
public final class ClusterLocks implements AutoCloseable {
    private static final int PAUSE_MILLIS = 10;
    private static final long FAIL_FAST_NANOS = 500_000_000;

    private final Dialect dialect;
    private final ReentrantLock turn = new ReentrantLock();
    private final Condition paused = turn.newCondition();
    private volatile Optional<Session> session = Optional.empty();
    private boolean closed;
    private long failedAt = System.nanoTime() - FAIL_FAST_NANOS;

    ClusterLocks(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Takes a lock, trying until the time is over.
     *
     * @return empty when another node had it all the time
     * @throws Fault of kind {@code UNAVAILABLE} when the database does not answer
     */
    public Optional<Held> acquire(String name, Duration atMost) {
        long number = number(name);
        long deadline = System.nanoTime() + atMost.toNanos();
        turn.lock();
        try {
            while (true) {
                Optional<Held> held = tried(number);
                if (held.isPresent()) {
                    return held;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                long pause = ThreadLocalRandom.current().nextLong(PAUSE_MILLIS, 3 * PAUSE_MILLIS) * 1_000_000;
                var _ = paused.awaitNanos(Math.min(left, pause));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.", e);
        } finally {
            turn.unlock();
        }
    }

    /** Ends the connection, and with it all locks, so that nobody waits for an answer. */
    void abort() {
        session.ifPresent(Session::abort);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            session.ifPresent(Session::discard);
            session = Optional.empty();
        } finally {
            turn.unlock();
        }
    }

    private static long number(String name) {
        return ByteBuffer.wrap(Digest.of(name.getBytes(StandardCharsets.UTF_8)).bytes())
                .getLong();
    }

    /** A connection that broke while nobody looked is replaced once. */
    private Optional<Held> tried(long number) {
        boolean known = session.isPresent();
        Session current = session();
        try {
            return tryOn(current, number);
        } catch (SQLException e) {
            lose(current);
            if (!known) {
                throw unavailable(e);
            }
        }
        Session fresh = session();
        try {
            return tryOn(fresh, number);
        } catch (SQLException e) {
            lose(fresh);
            throw unavailable(e);
        }
    }

    private Optional<Held> tryOn(Session current, long number) throws SQLException {
        boolean ours = current.first("SELECT pg_try_advisory_lock(?)", row -> row.getBoolean(1), number)
                .orElse(false);
        return ours ? Optional.of(new Held(current, number)) : Optional.empty();
    }

    private Session session() {
        if (closed) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.");
        }
        if (session.isEmpty()) {
            if (System.nanoTime() - failedAt < FAIL_FAST_NANOS) {
                throw SqlFaults.unavailable(); // those who queued up behind a time-out need not repeat it
            }
            try {
                session = Optional.of(new Session(dialect.connect()));
            } catch (SQLException e) {
                failedAt = System.nanoTime();
                throw unavailable(e);
            }
        }
        return session.get();
    }

    private void lose(Session broken) {
        broken.discard();
        session = session.filter(current -> current != broken);
    }

    private static Fault unavailable(SQLException e) {
        return new Fault(Fault.Kind.UNAVAILABLE, "The catalog's database does not answer.", e);
    }

    /** A lock that was taken. */
    public final class Held implements AutoCloseable {
        private final Session owner;
        private final long name;

        private Held(Session owner, long name) {
            this.owner = owner;
            this.name = name;
        }

        /** Whether the lock is still ours; asks the database, and is quick. */
        public boolean held() {
            turn.lock();
            try {
                return current() && owner.first("SELECT 1", _ -> true).isPresent();
            } catch (SQLException e) {
                lose(owner);
                return false;
            } finally {
                turn.unlock();
            }
        }

        /** Gives it back; does nothing if it was lost. */
        @Override
        public void close() {
            turn.lock();
            try {
                if (current()) {
                    owner.first("SELECT pg_advisory_unlock(?)", _ -> true, name);
                }
            } catch (SQLException e) {
                lose(owner);
            } finally {
                turn.unlock();
            }
        }

        private boolean current() {
            return session.filter(current -> current == owner).isPresent();
        }
    }
}
