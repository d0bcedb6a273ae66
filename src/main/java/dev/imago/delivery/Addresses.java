package dev.imago.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.delivery.RenditionRules.Wish;
import dev.imago.routing.Match;
import dev.imago.routing.Router;
import dev.imago.transform.query.TransformQuery;
import java.util.Optional;

/**
 * The routes of one configuration, with the addresses that were resolved by them. Clients choose addresses, so what is
 * remembered of them is bounded by its characters, and the port and the case of a host make no other address.
 */
record Addresses(Router<Site> router, Cache<Address, Alias> aliases) {
    /**
     * What a client asks for; the host only where routes tell hosts apart, the query only where it asks for a rendition.
     *
     * @param seen what else routes see of the request, see {@link Router#seenOf}
     */
    record Address(String host, String target, String seen) {
        // Written out, as for ImageKey: the first request would wait until the JVM has made them.
        @Override
        public boolean equals(Object other) {
            return other instanceof Address(String otherHost, String otherTarget, String otherSeen)
                    && target.equals(otherTarget)
                    && host.equals(otherHost)
                    && seen.equals(otherSeen);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * host.hashCode() + seen.hashCode()) + target.hashCode();
        }
    }

    /**
     * What an address led to when it was looked up.
     *
     * @param secondChoice whether there was no image of its own name, and one in another case or encoding was taken
     * @param changes that this node had heard of before the lookup
     * @param wish the rendition that it asks for; empty for the image itself
     */
    record Alias(Match<Site> match, boolean secondChoice, long changes, Optional<Wish> wish) {}

    /** Of all addresses together, in bytes. */
    static final long MOST_BYTES = 32L << 20;

    /** An address that is longer is resolved each time. */
    static final int LONGEST = 1024;

    /** What an entry takes beside the characters of its address. */
    private static final int OVERHEAD = 256;

    static Addresses of(Router<Site> router) {
        return new Addresses(
                router,
                Caffeine.newBuilder()
                        .executor(Runnable::run)
                        .maximumWeight(MOST_BYTES)
                        .weigher(Addresses::weight)
                        .build());
    }

    Optional<Alias> find(DeliveryRequest request) {
        return tooLong(request) ? Optional.empty() : Optional.ofNullable(aliases.getIfPresent(address(request)));
    }

    void keep(DeliveryRequest request, Alias alias) {
        if (!tooLong(request)) {
            aliases.put(address(request), alias);
        }
    }

    private Address address(DeliveryRequest request) {
        String host = router.hostSensitive() ? Router.hostOf(request.authority()) : "";
        return new Address(host, target(request), router.seenOf(request));
    }

    /** Most queries ask for nothing: they make a page's copy fresh, or count it. */
    private static String target(DeliveryRequest request) {
        Optional<String> query = request.query().filter(TransformQuery::asks);
        return query.isPresent() ? request.path() + '?' + query.get() : request.path();
    }

    private static boolean tooLong(DeliveryRequest request) {
        return request.path().length()
                        + request.authority().length()
                        + request.query().map(String::length).orElse(0)
                > LONGEST;
    }

    /** A key may need two bytes for each character. */
    private static int weight(Address address, Alias alias) {
        return OVERHEAD
                + address.host().length()
                + address.seen().length()
                + address.target().length()
                + 2 * alias.match().key().toString().length();
    }
}
