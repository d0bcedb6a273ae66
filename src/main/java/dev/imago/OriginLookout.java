package dev.imago;

import dev.imago.catalog.Catalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import dev.imago.upload.Imports;
import dev.imago.upload.Lookout;
import java.util.List;
import java.util.function.Function;

/** Brings what is only at an origin that is to be left, before it is changed: its preconditions hold, and its delete is one. */
record OriginLookout(Lookout within, Catalog catalog, Imports imports, Function<ImageKey, List<Store>> origins)
        implements Lookout {
    @Override
    public Sight look(Store store, ImageKey key) {
        return within.look(store, key);
    }

    @Override
    public void lookSoon(Store store, ImageKey key) {
        within.lookSoon(store, key);
    }

    @Override
    public void bring(ImageKey key) {
        List<Store> there = origins.apply(key);
        if (there.isEmpty() || catalog.find(key).isPresent()) {
            return;
        }
        for (Store origin : there) {
            if (brought(key, origin)) {
                return;
            }
        }
    }

    private boolean brought(ImageKey key, Store origin) {
        try {
            return imports.bring(key, origin);
        } catch (Imports.Refused refused) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "The image lies at " + origin.name() + " only, and is refused as an upload: "
                            + refused.getMessage(),
                    refused);
        }
    }
}
