package dev.imago.delivery;

import dev.imago.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a public route leads to: a store and a policy. Compared by identity; a reload makes new ones.
 *
 * @param route its name
 * @param ignoreCase whether an image is also found when the case of its key differs
 * @param renditions which renditions its addresses may ask for, and how
 * @param everyAnswer fields that follow from the policy and stand in errors, too: what a page of another site may do with an
 *     answer, and which hints are asked for
 */
public record Site(
        String route,
        Store store,
        DeliveryPolicy policy,
        boolean ignoreCase,
        RenditionRules renditions,
        List<Header> everyAnswer,
        String cacheControl) {
    /** A site whose constant header fields follow from its policy. */
    public static Site of(
            String route, Store store, DeliveryPolicy policy, boolean ignoreCase, RenditionRules renditions) {
        return new Site(
                route,
                store,
                policy,
                ignoreCase,
                renditions,
                constants(policy, renditions),
                CacheControl.ofImage(policy));
    }

    private static List<Header> constants(DeliveryPolicy policy, RenditionRules renditions) {
        var headers = new ArrayList<Header>(ImageCors.constants(policy));
        policy.resourcePolicy()
                .ifPresent(corp -> headers.add(new Header(
                        "Cross-Origin-Resource-Policy",
                        corp.name().toLowerCase(Locale.ROOT).replace('_', '-'))));
        policy.timingAllowOrigin().ifPresent(origins -> headers.add(new Header("Timing-Allow-Origin", origins)));
        renditions.acceptCh().ifPresent(hints -> headers.add(new Header("Accept-CH", hints)));
        return List.copyOf(headers);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
