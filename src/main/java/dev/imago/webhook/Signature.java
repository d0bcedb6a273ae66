package dev.imago.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@value #HEADER}: {@code t=<unix seconds>,v1=<signature>}, with one {@code v1} for each secret. A signature is
 * the HMAC-SHA-256 (RFC 2104) of {@code <unix seconds>.<body>} in lower-case hexadecimal.
 */
public final class Signature {
    public static final String HEADER = "Imago-Signature";

    private Signature() {}

    /** The header's value for a body that is sent now. */
    public static String sign(List<String> secrets, Instant now, byte[] body) {
        StringBuilder header = new StringBuilder("t=").append(now.getEpochSecond());
        for (String secret : secrets) {
            header.append(",v1=").append(hmac(secret, now.getEpochSecond(), body));
        }
        return header.toString();
    }

    /**
     * For receivers: whether the body was signed with the secret, not longer ago (or later) than the tolerance. Takes the same
     * time wherever a signature differs.
     */
    public static boolean verify(String header, byte[] body, String secret, Instant now, Duration tolerance) {
        long time;
        try {
            time = Long.parseLong(values(header, "t").getFirst());
            if (Duration.between(Instant.ofEpochSecond(time), now).abs().compareTo(tolerance) > 0) {
                return false;
            }
        } catch (RuntimeException e) {
            return false; // no time, or none that there is
        }
        byte[] expected = hmac(secret, time, body).getBytes(StandardCharsets.US_ASCII);
        boolean verified = false;
        for (String given : values(header, "v1")) {
            verified |= MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
        }
        return verified;
    }

    private static List<String> values(String header, String name) {
        return List.of(header.split(",")).stream()
                .map(String::strip)
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .toList();
    }

    private static String hmac(String secret, long time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
