package dev.imago.store.wrap;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A store whose next calls fail, and whose blobs break off, as often as a test says. */
final class FlakyStore extends ForwardingStore {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger breaks = new AtomicInteger();
    private final Fault fault;

    FlakyStore(Store within, Fault.Kind kind) {
        this(within, new Fault(kind, "Not yet."));
    }

    FlakyStore(Store within, Fault fault) {
        super(within);
        this.fault = fault;
    }

    FlakyStore failing(int times) {
        failures.set(times);
        return this;
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        calls.incrementAndGet();
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw fault;
        }
        return call.run();
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return super.open(locator, range).map(BreakingBlob::new);
    }

    /** Gives ten bytes at a time, and breaks after the first while there are breaks left. */
    private final class BreakingBlob extends ForwardingBlob {
        private boolean begun;

        BreakingBlob(Blob within) {
            super(within);
        }

        @Override
        public int read(ByteBuffer target) {
            if (begun && breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                target.put((byte) 0);
                throw fault;
            }
            begun = true;
            ByteBuffer few = target.slice().limit(Math.min(10, target.remaining()));
            int read = within.read(few);
            target.position(target.position() + few.position());
            return read;
        }

        @Override
        public Blob again(ByteRange range) {
            return new BreakingBlob(around(StoreMeter.Operation.OPEN, () -> within.again(range), blob -> true));
        }
    }
}
