package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version that is known, and opened only when somebody reads it: for stores whose images often need not be read here. */
final class UnopenedBlob implements Blob {
    private final Store store;
    private final Locator locator;
    private final BlobStat stat;
    private @Nullable Blob opened;

    private UnopenedBlob(Store store, Locator locator, BlobStat stat) {
        this.store = store;
        this.locator = locator;
        this.stat = stat;
    }

    /** What is at the locator now. */
    static Optional<Blob> at(Store store, Locator locator) {
        return store.stat(locator).map(stat -> new UnopenedBlob(store, locator, stat));
    }

    @Override
    public BlobStat stat() {
        return stat;
    }

    @Override
    public int read(ByteBuffer target) {
        Blob blob = opened == null ? again(ByteRange.ALL) : opened;
        opened = blob;
        return blob.read(target);
    }

    @Override
    public Blob again(ByteRange range) {
        Blob blob = store.open(locator, range)
                .orElseThrow(() -> new Fault(Fault.Kind.CHANGED, "The image was removed in this moment."));
        if (!blob.stat().validator().equals(stat.validator())) {
            blob.close();
            throw new Fault(Fault.Kind.CHANGED, "The image was replaced in this moment.");
        }
        return blob;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
