package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Mutation;
import dev.imago.image.Fault;
import dev.imago.image.ImageHeader;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import dev.imago.store.Content;
import dev.imago.store.Lasting;
import dev.imago.store.Locating;
import dev.imago.store.Locator;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.upload.Uploaded.Outcome;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The main path of every change that a client asks for: {@link #receive}, then {@link #commit}; or {@link #delete}. When
 * {@code commit} or {@code delete} returns, the change is acknowledged: the bytes are durable in the store, catalog and journal
 * say so (I1, I5). When it throws, nothing was acknowledged; a refusal (bad bytes, precondition, quota) has changed nothing.
 *
 * <p>Between the store's put and the catalog's commit a crash, or a database that goes away, leaves the new bytes under the key
 * without an acknowledgement; so does a disk that fails in the last step of the put. They are whole, and the adoption of a path-addressed store brings the catalog up to date with
 * them (I4); a repetition of the upload does the same.
 *
 * <p>Uploading the bytes that an image has already changes nothing and writes no journal entry: a client that repeats an upload
 * because it missed the answer gets the same entity tag again.
 *
 * <p>Thread-safe; blocks.
 */
public final class Uploads {
    private final Catalog catalog;
    private final UploadPolicies policies;
    private final Quotas quotas;
    private final Recorder recorder;
    private final Present present;
    private final Staging spool;
    private final FurtherPlaces further;
    private final FormerPlaces former;
    private final InstantSource clock;

    /** With no further places. */
    public Uploads(
            Catalog catalog,
            UploadPolicies policies,
            Quotas quotas,
            Lookout lookout,
            Staging spool,
            InstantSource clock) {
        this(catalog, policies, quotas, lookout, spool, FurtherPlaces.NONE, clock);
    }

    /**
     * @param lookout for what other programs did a moment ago
     * @param spool for stores that have no staging directory of their own, see {@link SpoolDirectory}
     */
    public Uploads(
            Catalog catalog,
            UploadPolicies policies,
            Quotas quotas,
            Lookout lookout,
            Staging spool,
            FurtherPlaces further,
            InstantSource clock) {
        this.catalog = catalog;
        this.policies = policies;
        this.quotas = quotas;
        this.recorder = new Recorder(catalog, lookout);
        this.present = new Present(catalog, policies, lookout);
        this.spool = spool;
        this.further = further;
        this.former = new FormerPlaces(policies, further);
        this.clock = clock;
    }

    /**
     * Receives and commits.
     *
     * @param declaredLength of the body in bytes, if known beforehand
     */
    public Uploaded put(ImageKey key, InputStream body, OptionalLong declaredLength, Terms terms) {
        try (Spool received = receive(key, body, declaredLength, terms.grant())) {
            return commit(key, received, terms);
        }
    }

    /**
     * Refuses, before a body is sent, what its preconditions refuse already; {@link #commit} looks again.
     *
     * @throws Fault of kind {@code PRECONDITION_FAILED}; {@code CONFLICT} or {@code UNAVAILABLE} when another program's file is in
     *     the way, so that nobody can tell
     */
    public void requireNow(ImageKey key, WriteConditions preconditions) {
        present.require(key, preconditions);
    }

    /**
     * Reads the body to its end into a spool file, which the caller closes.
     *
     * @throws Fault of kind {@code FORBIDDEN} or {@code TOO_LARGE}, before anything is read if the declared length says so;
     *     {@code INVALID} when the body is cut off; {@code NO_SPACE}
     */
    public Spool receive(ImageKey key, InputStream body, OptionalLong declaredLength, Grant grant) {
        UploadPolicy policy = policyFor(key, grant);
        Receiver receiver = new Receiver(policy.maxBytes());
        receiver.require(declaredLength);
        return receiver.receive(
                body, policy.store().capability(Staging.class).orElse(spool).newSpoolFile());
    }

    /**
     * What an upload to this key may be; for those who receive bytes themselves.
     *
     * @throws Fault of kind {@code FORBIDDEN} when nothing can be uploaded there
     */
    public UploadPolicy policyFor(ImageKey key, Grant grant) {
        if (key.hidden()) {
            throw new Fault(Fault.Kind.FORBIDDEN, "Names that start with a dot are kept from uploads.");
        }
        return policies.policyFor(key).within(grant);
    }

    /**
     * Makes received bytes the image of a key. The spool remains the caller's to close.
     *
     * @throws Fault that says what is wrong with the bytes ({@code UNSUPPORTED_TYPE}, {@code UNPROCESSABLE}, {@code TOO_LARGE},
     *     {@code INVALID} for another digest than stated), the terms ({@code PRECONDITION_FAILED}), the room ({@code NO_SPACE})
     *     or the parts that are needed ({@code UNAVAILABLE}, {@code TIMEOUT})
     */
    public Uploaded commit(ImageKey key, Spool received, Terms terms) {
        Uploaded uploaded = commit(key, received, terms, policyFor(key, terms.grant()));
        if (uploaded.outcome() != Outcome.UNCHANGED) {
            further.stored(key);
        }
        return uploaded;
    }

    private Uploaded commit(ImageKey key, Spool received, Terms terms, UploadPolicy policy) {
        ImageHeader header = Inspection.inspect(received, policy);
        terms.require(received.digest());
        try (Present.Held held = present.holdForPut(key, terms.preconditions())) {
            Optional<CatalogEntry> current = held.entry();
            if (current.isPresent() && repeats(current.get(), received, policy)) {
                // Adopted bytes may be in memory only: another program's, or those of an upload that was cut off.
                storeOf(current.get())
                        .capability(Lasting.class)
                        .ifPresent(lasting -> lasting.makeLast(current.get().locator()));
                catalog.told(key);
                return new Uploaded(current.get(), Outcome.UNCHANGED);
            }
            try (Quotas.Reservation _ = quotas.reserve(key, received.size(), current)) {
                return store(key, received, header, policy.store(), held, terms.preconditions());
            }
        }
    }

    /**
     * As {@link #commit} for an upload of which nobody knows whether it was committed before. A precondition that it has itself
     * made untrue does not refuse it.
     */
    public Uploaded commitAgain(ImageKey key, Spool received, Terms terms) {
        try {
            return commit(key, received, terms);
        } catch (Fault refused) {
            if (refused.kind() != Fault.Kind.PRECONDITION_FAILED) {
                throw refused;
            }
            var done = new WriteConditions(Optional.of(received.digest().etag()), Optional.empty());
            try {
                return commit(key, received, new Terms(done, terms.digest(), terms.grant()));
            } catch (Fault other) {
                throw other.kind() == Fault.Kind.PRECONDITION_FAILED ? refused : other;
            }
        }
    }

    private boolean repeats(CatalogEntry current, Spool received, UploadPolicy policy) {
        return further.mayStay(current, policy.store().name())
                && policies.store(current.store())
                        .filter(store -> Repetition.of(current, received, store))
                        .isPresent();
    }

    private Uploaded store(
            ImageKey key,
            Spool received,
            ImageHeader header,
            Store store,
            Present.Held held,
            WriteConditions preconditions) {
        Optional<CatalogEntry> current = held.entry();
        var content = new Content(received.file(), received.size(), received.digest(), header.format(), held::require);
        current.filter(image -> !image.store().equals(store.name()))
                .ifPresent(image -> further.putting(image, store, content));
        Stored stored = Replacement.put(store, key, content, current, preconditions);
        CatalogEntry entry = new NewEntry(key, received, header, current).in(store, stored, clock.instant());
        Change change = recorder.record(new Mutation.Put(entry, Cause.REQUEST, version(current)), store);
        current.ifPresent(old -> former.remove(old, entry));
        return new Uploaded(
                entry.withVersion(change.sequence()), current.isPresent() ? Outcome.REPLACED : Outcome.CREATED);
    }

    /**
     * Deletes an image. Idempotent.
     *
     * @return what was deleted; empty if there was nothing
     * @throws Fault of kind {@code PRECONDITION_FAILED}, {@code FORBIDDEN}, {@code UNAVAILABLE} or {@code TIMEOUT}
     */
    public Optional<CatalogEntry> delete(ImageKey key, WriteConditions preconditions) {
        return delete(key, preconditions, Long.MAX_VALUE);
    }

    /** As the other, but leaves what has a later version than {@code last}: the same bytes may have been uploaded again. */
    Optional<CatalogEntry> delete(ImageKey key, WriteConditions preconditions, long last) {
        try (Present.Held held = present.holdForDelete(key, preconditions)) {
            Optional<CatalogEntry> current = held.entry();
            if (current.isEmpty()) {
                removeUnknown(key);
                catalog.told(key);
                return current;
            }
            if (current.get().version() > last) {
                return Optional.empty();
            }
            Store store = storeOf(current.get());
            held.require();
            Runnable removed = further.removing(key);
            store.delete(current.get().locator());
            removeUnknown(key, store, current.get().locator());
            recorder.record(new Mutation.Delete(key, Cause.REQUEST, version(current)), store);
            removed.run();
            return current;
        }
    }

    /** Tells trouble with one image from that with everything, see {@link Present#requireAnswers}. */
    void requireAnswers(CatalogEntry entry) {
        present.requireAnswers(entry);
    }

    /** What another program put there and the catalog does not know: it is no image, or is still being written, and was never served. */
    private void removeUnknown(ImageKey key) {
        if (!key.hidden()) {
            Store store = policies.policyFor(key).store();
            locate(key, store).ifPresent(store::delete);
        }
    }

    /** What lay at this address before the image was uploaded to another place, and would be served again without it. */
    private static void removeUnknown(ImageKey key, Store store, Locator known) {
        locate(key, store).filter(place -> !place.equals(known)).ifPresent(store::delete);
    }

    private static Optional<Locator> locate(ImageKey key, Store store) {
        return store.capability(Locating.class).flatMap(paths -> paths.locate(key));
    }

    private Store storeOf(CatalogEntry entry) {
        return policies.store(entry.store())
                .orElseThrow(() -> new Fault(
                                Fault.Kind.UNAVAILABLE, "The store of this image is not configured on this server.")
                        .withDetail("store " + entry.store() + " of " + entry.key()));
    }

    private static OptionalLong version(Optional<CatalogEntry> current) {
        return OptionalLong.of(current.map(CatalogEntry::version).orElse(0L));
    }
}
