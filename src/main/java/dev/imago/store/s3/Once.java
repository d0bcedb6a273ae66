package dev.imago.store.s3;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when it is first asked for; when that fails, the next who asks tries again. Thread-safe. */
final class Once<T> {
    private final Supplier<T> maker;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable T value;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    T get() {
        T present = value;
        return present != null ? present : make();
    }

    /** The value, if it was made. */
    Optional<T> ifMade() {
        return Optional.ofNullable(value);
    }

    private T make() {
        making.lock();
        try {
            T present = value;
            if (present != null) {
                return present;
            }
            T made = maker.get();
            value = made;
            return made;
        } finally {
            making.unlock();
        }
    }
}
