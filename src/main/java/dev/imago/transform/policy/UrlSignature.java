package dev.imago.transform.policy;

import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of addresses: the HMAC-SHA-256 (RFC 2104) of the {@link SignedText} in base64url without padding (RFC 4648 §5), as the
 * parameter {@code sig}. {@code expires} and {@code kid} are part of what is signed.
 */
public final class UrlSignature {
    private static final String ALGORITHM = "HmacSHA256";

    private UrlSignature() {}

    /**
     * Signs an address.
     *
     * @param rawPath percent-encoded
     * @param rawQuery without question mark and without a signature
     * @return the query with {@code expires}, {@code kid} and {@code sig}
     */
    public static String sign(UrlKey key, String rawPath, String rawQuery, Optional<Instant> expires) {
        String query = rawQuery
                + expires.map(time -> "&expires=" + time.getEpochSecond()).orElse("")
                + key.id().map(id -> "&kid=" + PercentEncoding.encodeQuery(id)).orElse("");
        String whole = query.startsWith("&") ? query.substring(1) : query;
        return whole + "&sig=" + mac(key, SignedText.of(rawPath, whole));
    }

    /**
     * Refuses an address that is not signed by one of the keys, or not any more. Takes the same time wherever a signature differs.
     *
     * @param query what the raw query was parsed to
     * @throws Fault of kind {@code FORBIDDEN}
     */
    static void require(List<UrlKey> keys, String rawPath, String rawQuery, TransformQuery query, Instant now) {
        String given = query.get(Parameters.SIG)
                .orElseThrow(() -> forbidden("Renditions want a signed address here: it has no parameter sig."));
        String text = SignedText.of(rawPath, rawQuery);
        Optional<String> kid = query.get(Parameters.KID);
        boolean signed = false;
        for (UrlKey key : keys) {
            if (kid.isEmpty() || kid.equals(key.id())) {
                signed |= MessageDigest.isEqual(
                        mac(key, text).getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
            }
        }
        if (!signed) {
            throw forbidden("The signature of this address is not right: it belongs to another path, query or key.");
        }
        Optional<Instant> expires = query.get(Parameters.EXPIRES).map(Instant::ofEpochSecond);
        if (expires.isPresent() && !now.isBefore(expires.get())) {
            throw forbidden("The signature of this address has expired at " + expires.get() + ".");
        }
    }

    private static String mac(UrlKey key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.bytes(), ALGORITHM));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static Fault forbidden(String message) {
        return new Fault(Fault.Kind.FORBIDDEN, message);
    }
}
