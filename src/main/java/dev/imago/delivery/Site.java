package dev.imago.delivery;

import dev.imago.routing.Dependence;
import dev.imago.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a public route leads to: stores and a policy. Compared by identity; a reload makes new ones.
 *
 * @param route its name
 * @param stores where its images lie that the catalog does not know, in the order in which they are asked; new ones go to the first
 * @param ignoreCase whether an image is also found when the case of its key differs
 * @param renditions which renditions its addresses may ask for, and how
 * @param everyAnswer fields that follow from the policy and stand in errors, too: what a page of another site may do with an
 *     answer, which hints are asked for, and what the route depends on
 * @param caching fields that say how long an image may be kept, and by whom
 * @param missingCaching the same of an answer that there is none, as the value of {@code Cache-Control}
 * @param dependence what answers depend on beside the address
 */
public record Site(
        String route,
        List<Store> stores,
        DeliveryPolicy policy,
        boolean ignoreCase,
        RenditionRules renditions,
        List<Header> everyAnswer,
        List<Header> caching,
        String missingCaching,
        Dependence dependence,
        Map<Dependence, Site> others) {
    /** A site whose constant header fields follow from its policy. */
    public static Site of(
            String route, List<Store> stores, DeliveryPolicy policy, boolean ignoreCase, RenditionRules renditions) {
        return of(route, stores, policy, ignoreCase, renditions, Dependence.NONE, new ConcurrentHashMap<>());
    }

    private static Site of(
            String route,
            List<Store> stores,
            DeliveryPolicy policy,
            boolean ignoreCase,
            RenditionRules renditions,
            Dependence dependence,
            Map<Dependence, Site> others) {
        return new Site(
                route,
                List.copyOf(stores),
                policy,
                ignoreCase,
                renditions,
                constants(policy, renditions, dependence),
                CacheControl.fields(policy, dependence.client()),
                CacheControl.ofMissing(policy, dependence.client()),
                dependence,
                others);
    }

    /** This site for requests whose route depends on more than their address. There are as many as there are combinations of conditions. */
    Site under(Dependence requested) {
        Dependence seen = requested.ofRequest();
        return seen.equals(dependence)
                ? this
                : others.computeIfAbsent(seen, one -> of(route, stores, policy, ignoreCase, renditions, one, others));
    }

    private static List<Header> constants(DeliveryPolicy policy, RenditionRules renditions, Dependence dependence) {
        var headers = new ArrayList<Header>(ImageCors.constants(policy));
        if (!dependence.headers().isEmpty()) {
            headers.add(new Header("Vary", dependence.headers()));
        }
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
    public String toString() {
        return route;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
