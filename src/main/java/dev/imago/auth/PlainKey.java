package dev.imago.auth;

import dev.imago.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key in plain text, {@code imago_ID_SECRET}, which nothing but its owner keeps. The secret has 256 bits of chance, so a plain
 * SHA-256 is all that its hash needs. Its {@code toString} shows the id only.
 */
final class PlainKey {
    static final String START = "imago_";

    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String ALL = LOWER + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Pattern FORM = Pattern.compile(START + "([a-z0-9]{10})_[A-Za-z0-9]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final String text;

    private PlainKey(String id, String text) {
        this.id = id;
        this.text = text;
    }

    static PlainKey random() {
        String id = random(LOWER, 10);
        return new PlainKey(id, START + id + "_" + random(ALL, 43));
    }

    /** Empty if it cannot be a key. */
    static Optional<PlainKey> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new PlainKey(String.valueOf(matcher.group(1)), text)) : Optional.empty();
    }

    static Digest hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String random(String alphabet, int length) {
        var made = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            made.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return made.toString();
    }

    /** Text of chance that is no secret. */
    static String randomId(int length) {
        return random(LOWER, length);
    }

    String id() {
        return id;
    }

    /** The whole key. */
    String reveal() {
        return text;
    }

    Digest hash() {
        return hash(text);
    }

    @Override
    public String toString() {
        return START + id + "_***";
    }
}
