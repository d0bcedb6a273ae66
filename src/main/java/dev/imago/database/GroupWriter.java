package dev.imago.database;

import dev.imago.image.Fault;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. What waits while a commit is under way goes into the next transaction together, so that the
 * cost of a commit (an fsync, and on PostgreSQL the turn among the nodes) is shared by as many as happen to be there: alone,
 * nobody waits for company; under load, the groups grow by themselves.
 *
 * <p>A group is first run as it is. Only when a piece of work in it fails, everything is rolled back and run again with a
 * savepoint around each, so that the failing one fails alone; the usual case pays for no savepoints. When the connection
 * breaks before the commit was sent, nothing has happened, and the group is run once more on a new connection. When it breaks
 * during the commit, nobody knows what happened: all get a fault of kind {@code UNAVAILABLE} that says so.
 *
 * <p>It is a platform thread, since a commit of SQLite blocks its carrier.
 */
final class GroupWriter implements AutoCloseable {
    private static final int MAX_GROUP = 256;

    private final Dialect dialect;
    private final Outage outage;
    private final LinkedBlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Optional<Session> session = Optional.empty();
    private volatile boolean closed;

    GroupWriter(Dialect dialect, Outage outage) {
        this.dialect = dialect;
        this.outage = outage;
        this.thread = Thread.ofPlatform().name("database-writer").daemon().start(this::serve);
    }

    /** Runs work in a transaction, and returns when it is committed. */
    <T> T write(Work<T> work) {
        outage.check();
        Pending<T> pending = new Pending<>(work);
        queue.add(pending);
        if (closed) {
            failWaiting();
        }
        try {
            return pending.answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? pending.rethrown(failure) : e;
        }
    }

    /** Ends the connection, so that the group at work does not wait for an answer. */
    void abort() {
        session.ifPresent(Session::abort);
    }

    /** Finishes the group at work and refuses the rest. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failWaiting();
    }

    private void serve() {
        List<Pending<?>> group = new ArrayList<>();
        while (!closed) {
            try {
                Pending<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
                queue.drainTo(group, MAX_GROUP - 1);
                answer(group);
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException | Error e) {
                Fault fault = new Fault(Fault.Kind.INTERNAL, "The catalog could not be written.", e);
                group.forEach(pending -> pending.answer.completeExceptionally(fault));
                drop();
            } finally {
                group.clear();
            }
        }
        drop();
    }

    private void answer(List<Pending<?>> group) {
        Fault fault;
        try {
            outage.check();
            try {
                transact(group);
            } catch (SQLException e) {
                if (dialect.classify(e) != Dialect.Failure.CONNECTION) {
                    throw e;
                }
                drop();
                transact(group);
            }
            group.forEach(Pending::answer);
            return;
        } catch (SQLException e) {
            drop();
            outage.suspect();
            fault = SqlFaults.of(dialect, e);
        } catch (Fault e) {
            drop();
            outage.suspect();
            fault = e;
        }
        for (Pending<?> pending : group) {
            pending.answer.completeExceptionally(fault);
        }
    }

    private void transact(List<Pending<?>> group) throws SQLException {
        Session current = session();
        dialect.begin(current);
        if (!together(current, group)) {
            current.connection().rollback();
            dialect.begin(current);
            separately(current, group);
        }
        commit(current);
    }

    private boolean together(Session current, List<Pending<?>> group) throws SQLException {
        for (Pending<?> pending : group) {
            pending.run(current, dialect);
            if (pending.failed() && group.size() > 1) {
                return false;
            }
        }
        // One that failed by itself leaves nothing behind that could be committed.
        if (group.size() == 1 && group.getFirst().failed()) {
            current.connection().rollback();
        }
        return true;
    }

    private void separately(Session current, List<Pending<?>> group) throws SQLException {
        for (Pending<?> pending : group) {
            Savepoint before = current.connection().setSavepoint();
            pending.run(current, dialect);
            if (pending.failed()) {
                current.connection().rollback(before);
            }
            current.connection().releaseSavepoint(before);
        }
    }

    private void commit(Session current) throws SQLException {
        try {
            current.connection().commit();
        } catch (SQLException e) {
            if (dialect.classify(e) == Dialect.Failure.CONNECTION) {
                throw new Fault(
                        Fault.Kind.UNAVAILABLE,
                        "The database was lost while it committed; the change may be a fact.",
                        e);
            }
            throw e;
        }
    }

    private Session session() throws SQLException {
        if (session.isEmpty()) {
            session = Optional.of(new Session(dialect.connect()));
        }
        return session.get();
    }

    private void drop() {
        session.ifPresent(Session::discard);
        session = Optional.empty();
    }

    private void failWaiting() {
        List<Pending<?>> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        waiting.forEach(pending -> pending.answer.completeExceptionally(SqlFaults.closed()));
    }

    /** A piece of work and the one who waits for it. */
    private static final class Pending<T> {
        private final Work<T> work;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T result;
        private Optional<RuntimeException> failure = Optional.empty();

        Pending(Work<T> work) {
            this.work = work;
        }

        /** @throws SQLException when the connection broke: a failure of all, not of this one */
        void run(Session session, Dialect dialect) throws SQLException {
            failure = Optional.empty();
            try {
                result = work.run(session);
            } catch (SQLException e) {
                if (dialect.classify(e) == Dialect.Failure.CONNECTION) {
                    throw e;
                }
                failure = Optional.of(SqlFaults.of(dialect, e));
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        }

        boolean failed() {
            return failure.isPresent();
        }

        @SuppressWarnings("NullAway") // a result there is, when there is no failure
        void answer() {
            if (failure.isPresent()) {
                answer.completeExceptionally(failure.get());
            } else {
                answer.complete(result);
            }
        }

        RuntimeException rethrown(RuntimeException original) {
            original.addSuppressed(new IllegalStateException("waited for here"));
            return original;
        }
    }
}
