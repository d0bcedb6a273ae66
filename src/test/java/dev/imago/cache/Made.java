package dev.imago.cache;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** Something made of an original. Its bytes and its facts follow from its key, so that whoever finds it can tell whether it is right. */
record Made(Digest original, String what) {
    static Made of(String original, String what) {
        return new Made(original(original), what);
    }

    static Digest original(String name) {
        return Digest.of(name.getBytes(StandardCharsets.UTF_8));
    }

    private Random random() {
        return new Random(original.hex().hashCode() * 31L + what.hashCode());
    }

    /** Up to 40 KB; mostly less than 10. */
    ByteBuffer bytes() {
        Random random = random();
        byte[] bytes = new byte[random.nextInt(random.nextInt(5) == 0 ? 40_000 : 10_000)];
        byte[] pattern = new byte[Math.min(61, bytes.length)];
        random.nextBytes(pattern);
        for (int at = 0; at < bytes.length; at += pattern.length) {
            System.arraycopy(pattern, 0, bytes, at, Math.min(pattern.length, bytes.length - at));
        }
        return ByteBuffer.wrap(bytes);
    }

    CachedFacts facts() {
        int number = random().nextInt(1000);
        Format format = number % 2 == 0 ? Format.WEBP : Format.JPEG;
        return new CachedFacts(format, new Dimensions(1 + number, 2 + number), Duration.ofMillis(number));
    }

    boolean putInto(DiskTier tier) {
        return tier.put(original, what, facts(), bytes(), tier.ticket(original));
    }

    /** Whether it is there; fails when something else is there in its place. */
    boolean isIn(DiskTier tier) {
        Optional<CachedFile> found = tier.open(original, what);
        if (found.isEmpty()) {
            return false;
        }
        try (CachedFile file = found.get()) {
            if (!file.facts().equals(facts())
                    || file.length() != bytes().remaining()
                    || !file.whole().equals(Optional.of(bytes()))) {
                throw new AssertionError(this + " has other bytes or facts than it was made with: " + file.facts());
            }
            return true;
        }
    }
}
