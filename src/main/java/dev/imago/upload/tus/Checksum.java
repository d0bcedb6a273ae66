package dev.imago.upload.tus;

import dev.imago.image.Fault;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The field {@code Upload-Checksum}: an algorithm and what it makes of the body. */
@SuppressWarnings("ArrayRecordComponent")
public record Checksum(String algorithm, byte[] expected) {
    /** As {@code Tus-Checksum-Algorithm} lists them. */
    public static final String ALGORITHMS = "sha256,sha1,md5";

    private static final Map<String, String> JAVA = Map.of("sha256", "SHA-256", "sha1", "SHA-1", "md5", "MD5");

    /** @throws Fault of kind {@code INVALID} */
    public static Checksum parse(String field) {
        String[] parts = field.strip().split(" +", 2);
        String java = JAVA.get(parts[0]);
        if (java == null || parts.length < 2) {
            throw new Fault(
                    Fault.Kind.INVALID, "Upload-Checksum is an algorithm of " + ALGORITHMS + ", a space and Base64.");
        }
        try {
            return new Checksum(java, Base64.getDecoder().decode(parts[1].strip()));
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "The value of Upload-Checksum is not Base64.", e);
        }
    }

    MessageDigest begin() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    boolean matches(MessageDigest computation) {
        return MessageDigest.isEqual(computation.digest(), expected);
    }
}
