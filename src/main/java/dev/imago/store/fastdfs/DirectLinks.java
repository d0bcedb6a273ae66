package dev.imago.store.fastdfs;

import dev.imago.store.Locator;
import dev.imago.store.Presigned;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Addresses at the web servers beside the storages (nginx with FastDFS's module), which send the bytes themselves. Where these ask
 * for a token, one is added: the MD5 of the file's name without its group, a secret that both sides know, and the time in seconds.
 */
public final class DirectLinks implements Presigned {
    private final URI base;
    private final Optional<String> secret;
    private final Duration validity;
    private final InstantSource clock;

    /**
     * Links to one address for all groups.
     *
     * @param base what the name of a file follows, with or without a slash at its end
     * @param secret {@code http.anti_steal.secret_key} of the web servers
     * @param validity {@code http.anti_steal.token_ttl} of the web servers
     */
    public DirectLinks(URI base, Optional<String> secret, Duration validity, InstantSource clock) {
        this.base = base;
        this.secret = secret;
        this.validity = validity;
        this.clock = clock;
    }

    @Override
    public Duration validity() {
        return validity;
    }

    /** The web server tells type and header fields by its own configuration. */
    @Override
    public URI address(Locator locator, Wanted wanted) {
        FileId file = FileId.parse(locator.value())
                .orElseThrow(() -> new IllegalArgumentException("a locator of another store"));
        String address = base.toString().replaceFirst("/$", "") + "/" + file;
        return URI.create(address + secret.map(key -> query(file, key)).orElse(""));
    }

    private String query(FileId file, String key) {
        long time = clock.instant().getEpochSecond();
        return "?token=" + token(file, key, Instant.ofEpochSecond(time)) + "&ts=" + time;
    }

    static String token(FileId file, String secret, Instant time) {
        String text = file.name() + secret + time.getEpochSecond();
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
