package dev.imago.store.fastdfs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The connections to one peer, at most so many at a time. Thread-safe. */
final class ConnectionPool implements AutoCloseable {
    /** One that has rested longer is asked whether it is still one: the peer may have closed it, or may be another process by now. */
    private static final Duration UNTOUCHED = Duration.ofMillis(100);

    private static final Duration STALE = Duration.ofSeconds(50);

    private final Address address;
    private final ClusterSettings settings;
    private final Deadlines deadlines;
    private final Semaphore places;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    ConnectionPool(Address address, ClusterSettings settings, Deadlines deadlines) {
        this.address = address;
        this.settings = settings;
        this.deadlines = deadlines;
        this.places = new Semaphore(settings.connections(), true);
    }

    Address address() {
        return address;
    }

    /**
     * Runs an exchange on a connection that works, as far as can be told beforehand.
     *
     * @param bytes that it moves beside fields, for its deadline
     * @throws Unreached if nothing was sent; any other if something may have been
     */
    <T> T exchange(long bytes, Connection.Exchange<T> exchange) throws IOException {
        enter();
        try {
            Connection connection = take();
            boolean sound = false;
            try {
                T result = connection.within(Deadlines.of(settings.timeout(), bytes), deadlines, exchange);
                sound = true;
                return result;
            } catch (Refusal refusal) {
                sound = !refusal.closes();
                throw refusal;
            } finally {
                if (sound) {
                    giveBack(connection);
                } else {
                    connection.close();
                }
            }
        } finally {
            places.release();
        }
    }

    private void enter() throws Unreached {
        try {
            if (places.tryAcquire(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreached(address, e);
        }
        throw new Unreached(address, "all " + settings.connections() + " connections are in use");
    }

    private Connection take() throws Unreached {
        Optional<Connection> rested = poll();
        while (rested.isPresent()) {
            if (works(rested.get())) {
                return rested.get();
            }
            rested.get().close();
            rested = poll();
        }
        return Connection.open(address, settings.connectTimeout());
    }

    private boolean works(Connection connection) {
        if (connection.idle().compareTo(UNTOUCHED) < 0) {
            return true;
        }
        if (connection.idle().compareTo(STALE) > 0) {
            return false;
        }
        try {
            return connection.within(settings.connectTimeout(), deadlines, one -> {
                one.send(new Message(Command.PING));
                return one.answer() == 0;
            });
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized Optional<Connection> poll() {
        return Optional.ofNullable(idle.poll());
    }

    private synchronized void giveBack(Connection connection) {
        if (closed) {
            connection.close();
        } else {
            idle.push(connection);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Connection::close);
        idle.clear();
    }
}
