package dev.imago.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of an image's bytes, as 64 lower-case hexadecimal digits. */
public record Digest(String hex) {
    private static final int DIGITS = 64;

    public Digest {
        if (!isDigits(hex)) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: " + hex);
        }
    }

    public static Digest of(byte[] bytes) {
        return finish(sha256(), bytes);
    }

    /** The result of a computation begun with {@link #sha256()}. */
    public static Digest of(MessageDigest computation) {
        return new Digest(HexFormat.of().formatHex(computation.digest()));
    }

    /** Begins a computation; feed it and hand it to {@link #of(MessageDigest)}. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The strong entity tag of these bytes (RFC 9110 §8.8.3), with its quotes. */
    public String etag() {
        return '"' + hex + '"';
    }

    @Override
    public String toString() {
        return hex;
    }

    private static boolean isDigits(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return hex.length() == DIGITS;
    }

    private static Digest finish(MessageDigest computation, byte[] bytes) {
        computation.update(bytes);
        return of(computation);
    }
}
