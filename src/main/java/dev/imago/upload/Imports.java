package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.image.ImageHeader;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.ConditionalPut;
import dev.imago.store.Content;
import dev.imago.store.Locating;
import dev.imago.store.Locator;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes images of what lies at an origin that is to be left (see {@link dev.imago.store.ImportOnRead}): its bytes are put where an upload
 * of them would go, and count there from then on, with the date that they had. What is known already, or was deleted, is left alone.
 *
 * <p>The long part, reading it, happens without the key's lock; with the lock it is looked again whether it is still wanted, so an
 * upload wins, and a delete is not undone. Thread-safe; blocks.
 */
public final class Imports {
    /** What an image is refused for, and not what somebody is in trouble with. */
    private static final Set<Fault.Kind> REFUSALS =
            Set.of(Fault.Kind.FORBIDDEN, Fault.Kind.TOO_LARGE, Fault.Kind.UNPROCESSABLE, Fault.Kind.UNSUPPORTED_TYPE);

    private final Catalog catalog;
    private final Predicate<ImageKey> deleted;
    private final UploadPolicies policies;
    private final Quotas quotas;
    private final Staging spool;
    private final FurtherPlaces further;
    private final Lookout lookout;
    private final Recorder recorder;
    private final InstantSource clock;

    /**
     * @param deleted whether there was an image of a key, and is none
     * @param spool for stores that have no staging directory of their own
     */
    public Imports(
            Catalog catalog,
            Predicate<ImageKey> deleted,
            UploadPolicies policies,
            Quotas quotas,
            Lookout lookout,
            Staging spool,
            FurtherPlaces further,
            InstantSource clock) {
        this.catalog = catalog;
        this.deleted = deleted;
        this.policies = policies;
        this.quotas = quotas;
        this.spool = spool;
        this.further = further;
        this.lookout = lookout;
        this.recorder = new Recorder(catalog, lookout);
        this.clock = clock;
    }

    /** The image is refused, as an upload of it would be; the message says why. It stays where it is. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(Fault why) {
            super(why.message(), why);
        }
    }

    /**
     * Imports an image.
     *
     * @return whether there is an image now because of it; false when the origin has none, it is not wanted, or something lies in its place
     * @throws Fault that the origin, the store or the catalog fails with
     */
    public boolean bring(ImageKey key, Store origin) throws Refused {
        if (!wanted(key)) {
            return false;
        }
        UploadPolicy policy = accepted(() -> policies.policyFor(key));
        Optional<Blob> opened = origin.capability(Locating.class)
                .flatMap(paths -> paths.locate(key))
                .flatMap(locator -> origin.open(locator, ByteRange.ALL));
        if (opened.isEmpty()) {
            return false;
        }
        try (Blob blob = opened.get();
                Spool received = accepted(() -> receive(blob, policy))) {
            if (!Inspection.isImage(received)) {
                return false;
            }
            ImageHeader header = accepted(() -> Inspection.inspect(received, policy));
            return put(key, received, header, blob.stat().modified(), policy.store());
        }
    }

    private static <T> T accepted(Supplier<T> step) throws Refused {
        try {
            return step.get();
        } catch (Fault fault) {
            if (REFUSALS.contains(fault.kind())) {
                throw new Refused(fault);
            }
            throw fault;
        }
    }

    private boolean wanted(ImageKey key) {
        return catalog.find(key).isEmpty() && !deleted.test(key);
    }

    private Spool receive(Blob blob, UploadPolicy policy) {
        var receiver = new Receiver(policy.maxBytes());
        receiver.require(OptionalLong.of(blob.stat().size()));
        return receiver.receive(
                new BlobBody(blob),
                policy.store().capability(Staging.class).orElse(spool).newSpoolFile());
    }

    private boolean put(ImageKey key, Spool received, ImageHeader header, Instant modified, Store store) {
        try (var held = new Present.Held(catalog.lock(key), Optional.empty())) {
            if (!wanted(key)) {
                return false;
            }
            try (Quotas.Reservation _ = quotas.reserve(key, received.size(), Optional.empty())) {
                var content = new Content(
                        received.file(), received.size(), received.digest(), header.format(), held::require);
                Optional<Stored> stored = putWhereNothingIs(store, key, content);
                if (stored.isEmpty()) {
                    lookout.lookSoon(store, key);
                    return false;
                }
                CatalogEntry entry = new NewEntry(key, received, header, Optional.empty())
                        .in(store, stored.get(), clock.instant())
                        .withModified(NewEntry.micros(modified));
                var _ = recorder.record(new Mutation.Put(entry, Cause.ADOPTION, OptionalLong.of(0)), store);
            }
        }
        further.stored(key);
        return true;
    }

    /** Empty where something lies that nobody knows yet: another program's, or what an import that was cut off has left. It counts. */
    private static Optional<Stored> putWhereNothingIs(Store store, ImageKey key, Content content) {
        Optional<ConditionalPut> conditional = store.capability(ConditionalPut.class);
        if (conditional.isPresent()) {
            try {
                return Optional.of(conditional.get().putOver(Optional.empty(), key, content));
            } catch (Fault fault) {
                if (fault.kind() == Fault.Kind.PRECONDITION_FAILED) {
                    return Optional.empty();
                }
                throw fault;
            }
        }
        Optional<Locator> place = store.capability(Locating.class).flatMap(paths -> paths.locate(key));
        return place.flatMap(store::stat).isPresent() ? Optional.empty() : Optional.of(store.put(key, content));
    }
}
