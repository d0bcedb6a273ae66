package dev.imago.auth;

import java.security.SecureRandom;
import java.time.Instant;

/** A secret that signs upload tokens (HMAC-SHA-256). Its {@code toString} does not show the secret. */
public final class SigningKey {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final byte[] secret;
    private final Instant made;

    /**
     * @param id the {@code kid} of the tokens
     * @param secret 32 bytes
     */
    public SigningKey(String id, byte[] secret, Instant made) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a signing key has " + BYTES + " bytes");
        }
        this.id = id;
        this.secret = secret.clone();
        this.made = made;
    }

    static SigningKey random(Instant made) {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new SigningKey(PlainKey.randomId(8), secret, made);
    }

    public String id() {
        return id;
    }

    byte[] secret() {
        return secret.clone();
    }

    public Instant made() {
        return made;
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
