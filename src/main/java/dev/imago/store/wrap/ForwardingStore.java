package dev.imago.store.wrap;

import dev.imago.image.ImageKey;
import dev.imago.store.Answering;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.util.Optional;
import java.util.function.Predicate;

/** A store around another; a subclass says what happens around each call. Capabilities pass through, save those that ask the store. */
abstract class ForwardingStore implements Store {
    /** What is asked of the store within. */
    @FunctionalInterface
    interface Call<T> {
        T run();
    }

    final Store within;

    ForwardingStore(Store within) {
        this.within = within;
    }

    /** @param found whether the result means that something was there */
    abstract <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found);

    @Override
    public final String name() {
        return within.name();
    }

    @Override
    public final Optional<BlobStat> stat(Locator locator) {
        return around(StoreMeter.Operation.STAT, () -> within.stat(locator), Optional::isPresent);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return around(StoreMeter.Operation.OPEN, () -> within.open(locator, range), Optional::isPresent);
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return around(StoreMeter.Operation.PUT, () -> within.put(key, content), stored -> true);
    }

    @Override
    public final boolean delete(Locator locator) {
        return around(StoreMeter.Operation.DELETE, () -> within.delete(locator), present -> present);
    }

    @Override
    public final <T> Optional<T> capability(Class<T> type) {
        Optional<T> capability = within.capability(type);
        if (type == Listing.class) {
            return capability.map(listing -> type.cast(around((Listing) listing)));
        }
        if (type == ReadingAtOnce.class) {
            return capability
                    .flatMap(reading -> atOnce((ReadingAtOnce) reading))
                    .map(type::cast);
        }
        return type == Answering.class
                ? capability.map(answering -> type.cast(around((Answering) answering)))
                : capability;
    }

    private Answering around(Answering answering) {
        return () -> {
            var _ = around(
                    StoreMeter.Operation.STAT,
                    () -> {
                        answering.requireAnswer();
                        return true;
                    },
                    answers -> answers);
        };
    }

    /** Empty where a call may be made again, or be given up: two would write into one buffer. */
    Optional<ReadingAtOnce> atOnce(ReadingAtOnce reading) {
        return Optional.of((locator, validator, into) ->
                around(StoreMeter.Operation.READ, () -> reading.read(locator, validator, into), found -> found));
    }

    /** The listing of the store within, wrapped where that makes sense. */
    Listing around(Listing listing) {
        return listing;
    }

    @Override
    public final void close() {
        within.close();
    }
}
