package dev.imago.upload;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header fields {@code Repr-Digest} and {@code Content-Digest} (RFC 9530): a dictionary of byte sequences such as
 * {@code sha-256=:base64:}. Other algorithms are ignored, as the RFC says.
 */
public final class StatedDigest {
    private static final Pattern SHA_256 = Pattern.compile("(?:^|,)\\s*sha-256\\s*=\\s*([^,;]*)");

    private StatedDigest() {}

    /**
     * The SHA-256 that a field states.
     *
     * @throws Fault of kind {@code INVALID} when it states one that cannot be read
     */
    public static Optional<Digest> parse(String field) {
        Matcher matcher = SHA_256.matcher(field);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String value = matcher.group(1).strip();
        try {
            if (value.length() > 2 && value.startsWith(":") && value.endsWith(":")) {
                byte[] bytes = Base64.getDecoder().decode(value.substring(1, value.length() - 1));
                if (bytes.length == 32) {
                    return Optional.of(new Digest(HexFormat.of().formatHex(bytes)));
                }
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw new Fault(
                Fault.Kind.INVALID, "The digest header is not sha-256=:BASE64: with 32 bytes in Base64 (RFC 9530).");
    }
}
