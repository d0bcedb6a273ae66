package dev.imago.cli.replay;

import dev.imago.image.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client asked for.
 *
 * @param host with its port, where a log tells it
 * @param target path and query as they were sent; printable ASCII without blanks, so that it fits into a request
 */
public record Address(Optional<String> host, String target) {
    /** A longer one is refused by servers. */
    static final int LONGEST = 8192;

    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/?#\\s]{1,255})(/.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?");
    private static final String PRINTABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /**
     * Of a target as a log has it, a character for each byte; what may not be sent as it is gets percent-encoded.
     *
     * @return nothing for what is no address of an image: {@code *}, a target without a path, one that is too long
     */
    static Optional<Address> of(Optional<String> host, String logged) {
        Matcher absolute = ABSOLUTE.matcher(logged);
        if (absolute.matches()) {
            return of(
                    Optional.of(absolute.group(1)),
                    Optional.ofNullable(absolute.group(2)).orElse("/"));
        }
        String target = PercentEncoding.encode(logged.getBytes(StandardCharsets.ISO_8859_1), PRINTABLE);
        if (!target.startsWith("/") || target.length() > LONGEST) {
            return Optional.empty();
        }
        return Optional.of(
                new Address(host.filter(name -> AUTHORITY.matcher(name).matches()), target));
    }

    @Override
    public String toString() {
        return host.orElse("") + target;
    }
}
