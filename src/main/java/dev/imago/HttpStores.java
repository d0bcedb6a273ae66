package dev.imago;

import dev.imago.store.Store;
import dev.imago.store.http.HttpStore;
import dev.imago.store.http.Origin;
import dev.imago.store.wrap.CircuitBreaker;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Other web servers as stores. */
final class HttpStores {
    /** Fields that a request has anyway, or that would change what an answer means. */
    private static final Pattern OURS = Pattern.compile(
            "host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|range|if-.*|accept-encoding|keep-alive",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

    private HttpStores() {}

    static Store open(String name, StoreSettings.Http settings, CircuitBreaker breaker) {
        return StoreGuards.around(
                new HttpStore(name, origin(settings), settings.importOnRead()), settings.limits(), breaker);
    }

    /** Whether a header field can be sent with each request. */
    static boolean mayBeSent(String name, String value) {
        return NAME.matcher(name).matches()
                && !OURS.matcher(name).matches()
                && VALUE.matcher(value).matches();
    }

    private static Origin origin(StoreSettings.Http settings) {
        String text = settings.url().toString();
        return new Origin(
                text.endsWith("/") ? settings.url() : URI.create(text + "/"),
                settings.host(),
                settings.headers(),
                settings.redirectHosts().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                Set.copyOf(settings.absent()),
                settings.maxBytes().bytes(),
                settings.fresh(),
                settings.ca(),
                settings.connectTimeout(),
                settings.limits().deadline());
    }
}
