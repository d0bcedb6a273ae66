package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.store.Store;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A store whose first calls fail. */
final class FlakyStore extends ForwardingStore {
    final AtomicInteger calls = new AtomicInteger();
    private final int failures;
    private final Fault.Kind kind;

    FlakyStore(Store within, int failures, Fault.Kind kind) {
        super(within);
        this.failures = failures;
        this.kind = kind;
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        if (calls.incrementAndGet() <= failures) {
            throw new Fault(kind, "Not yet.");
        }
        return call.run();
    }
}
