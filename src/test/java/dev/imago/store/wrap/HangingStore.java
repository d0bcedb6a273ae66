package dev.imago.store.wrap;

import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A store that does not answer while it hangs. Calls that hang end when their thread is interrupted, or when it is let go. */
final class HangingStore extends ForwardingStore {
    final Semaphore entered = new Semaphore(0);
    final AtomicInteger interrupted = new AtomicInteger();
    volatile boolean hangs = true;
    volatile boolean readsHang;
    private final CountDownLatch letGo = new CountDownLatch(1);

    HangingStore(Store within) {
        super(within);
    }

    void letGo() {
        hangs = false;
        readsHang = false;
        letGo.countDown();
    }

    private void hang() {
        entered.release();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw Trouble.givenUp(e);
        }
    }

    @Override
    <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
        if (hangs) {
            hang();
        }
        return call.run();
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return super.open(locator, range).map(HangingBlob::new);
    }

    private final class HangingBlob extends ForwardingBlob {
        HangingBlob(Blob within) {
            super(within);
        }

        @Override
        public int read(ByteBuffer target) {
            if (readsHang) {
                hang();
            }
            return within.read(target);
        }

        @Override
        public Blob again(ByteRange range) {
            return new HangingBlob(within.again(range));
        }
    }
}
