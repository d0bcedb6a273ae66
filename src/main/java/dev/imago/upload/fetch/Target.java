package dev.imago.upload.fetch;

import dev.imago.image.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** A URL that can be fetched: http or https, a host, no credentials. */
record Target(URI uri, boolean secure, String host, int port) {
    static Target of(String text) {
        try {
            return of(new URI(text.strip()));
        } catch (URISyntaxException e) {
            throw new Fault(Fault.Kind.INVALID, "That is not a URL: " + e.getReason() + ".", e);
        }
    }

    private static Target of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new Fault(Fault.Kind.INVALID, "Only http and https URLs can be fetched.");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new Fault(Fault.Kind.INVALID, "The URL has no host, or one that is not in ASCII (use xn--).");
        }
        if (uri.getRawUserInfo() != null) {
            throw new Fault(Fault.Kind.INVALID, "A URL with a user name or password is not fetched.");
        }
        boolean secure = scheme.equals("https");
        int port = uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new Fault(Fault.Kind.INVALID, "The URL has an impossible port.");
        }
        return new Target(uri, secure, uri.getHost().replaceAll("^\\[|]$", ""), port);
    }

    /** Where a redirect leads. */
    Target redirected(String location) {
        try {
            return of(uri.resolve(new URI(location.strip())));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new Fault(Fault.Kind.BAD_UPSTREAM, uri.getHost() + " redirects to what is not a URL.", e);
        }
    }

    String hostHeader() {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    String pathAndQuery() {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }
}
