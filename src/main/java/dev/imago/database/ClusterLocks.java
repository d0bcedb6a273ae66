package dev.imago.database;

import dev.imago.image.Fault;
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

    private final Dialect dialect;
    private final ReentrantLock turn = new ReentrantLock();
    private final Condition paused = turn.newCondition();
    private Optional<Session> session = Optional.empty();
    private boolean closed;

    ClusterLocks(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Takes a lock, trying until the time is over.
     *
     * @return empty when another node had it all the time
     * @throws Fault of kind {@code UNAVAILABLE} when the database does not answer
     */
    public Optional<Held> acquire(long name, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        turn.lock();
        try {
            while (true) {
                Session current = session();
                if (tryOn(current, name)) {
                    return Optional.of(new Held(current, name));
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

    private boolean tryOn(Session current, long name) {
        try {
            return current.first("SELECT pg_try_advisory_lock(?)", row -> row.getBoolean(1), name)
                    .orElse(false);
        } catch (SQLException e) {
            lose(current);
            throw unavailable(e);
        }
    }

    private Session session() {
        if (closed) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.");
        }
        if (session.isEmpty()) {
            try {
                session = Optional.of(new Session(dialect.connect()));
            } catch (SQLException e) {
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
