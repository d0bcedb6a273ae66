package dev.imago.auth;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of this package, put together, and their background work: once a minute the last uses of keys are written. */
public final class Auth implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Auth.class);

    private final Optional<AdminKey> admin;
    private final LastUses uses;
    private final Tokens tokens;
    private final ApiKeys keys;
    private final Authenticator authenticator;
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("auth").factory());

    /** @param admin the admin key that the environment sets, if it does */
    public Auth(
            AuthSettings settings,
            KeyStore keyStore,
            TokenStore tokenStore,
            Optional<AdminKey> admin,
            InstantSource clock) {
        KeyCache cache = new KeyCache(keyStore, settings, clock);
        this.admin = admin;
        this.uses = new LastUses(keyStore, clock);
        this.tokens = new Tokens(tokenStore, settings, clock);
        this.keys = new ApiKeys(keyStore, cache, clock);
        this.authenticator = new Authenticator(
                cache, uses, tokens, admin, new FailedAttempts(settings.failuresPerMinute(), clock), clock);
        var _ = background.scheduleWithFixedDelay(this::tidy, 1, 1, TimeUnit.MINUTES);
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public ApiKeys keys() {
        return keys;
    }

    public Tokens tokens() {
        return tokens;
    }

    /**
     * Makes an admin key if the environment sets none and the database has none that can be used, as on the first start: otherwise
     * nobody could ever get in. To be printed once; it is kept nowhere.
     *
     * @throws dev.imago.image.Fault of kind {@code UNAVAILABLE} when the database does not answer; to be tried again later
     */
    public Optional<String> firstAdminKey() {
        return admin.isPresent() ? Optional.empty() : keys.createFirst().map(ApiKeys.Issued::reveal);
    }

    /** Writes what is still to be written. The database is to be closed after this. */
    @Override
    public void close() {
        background.shutdownNow();
        uses.write();
    }

    private void tidy() {
        try {
            uses.write();
            tokens.forgetExpired();
        } catch (RuntimeException e) {
            LOG.debug("Expired upload tokens are forgotten later: {}", e.toString());
        }
    }
}
