package dev.imago.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Web Signatures in compact form (RFC 7515 §3.1) with HMAC-SHA-256 (RFC 7518 §3.2), and nothing else: the header has
 * {@code alg} HS256, {@code typ} JWT and {@code kid}; any other algorithm or header parameter, padding, or a second spelling of
 * the same bytes is refused. Stateless.
 */
final class Jws {
    private static final int MAX_CHARS = 4096;
    private static final String ALGORITHM = "HS256";
    private static final String TYPE = "JWT";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .changeDefaultPropertyInclusion(ignored ->
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private record Header(String alg, String typ, String kid) {}

    private Jws() {}

    static String sign(Object claims, SigningKey key) {
        String signed = encode(JSON.writeValueAsBytes(new Header(ALGORITHM, TYPE, key.id())))
                + "."
                + encode(JSON.writeValueAsBytes(claims));
        return signed + "." + encode(mac(signed, key));
    }

    /** Whether it has the look of such a token, and is worth a verification. */
    static boolean resembles(String text) {
        return text.startsWith("eyJ") && text.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * The claims, if the signature is right.
     *
     * @param keys finds a key by its {@code kid}
     */
    static <T> Optional<T> verify(String token, Class<T> claims, Function<String, Optional<SigningKey>> keys) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > MAX_CHARS) {
            return Optional.empty();
        }
        try {
            Header header = JSON.readValue(decode(parts[0]), Header.class);
            if (!ALGORITHM.equals(header.alg()) || !TYPE.equals(header.typ())) {
                return Optional.empty();
            }
            Optional<SigningKey> key = keys.apply(header.kid());
            byte[] signature = decode(parts[2]);
            if (key.isEmpty() || !MessageDigest.isEqual(mac(parts[0] + "." + parts[1], key.get()), signature)) {
                return Optional.empty();
            }
            return Optional.of(JSON.readValue(decode(parts[1]), claims));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static byte[] mac(String text, SigningKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.secret(), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!encode(bytes).equals(text)) {
            throw new IllegalArgumentException("not the one spelling of these bytes");
        }
        return bytes;
    }
}
