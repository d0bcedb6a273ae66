package dev.imago.cache;

import dev.imago.image.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a file of the {@link DiskTier} lies: {@code <directory>/<original>-<what>}, each the first 16 bytes of a SHA-256 in
 * hexadecimal. What was made of one original lies in one directory, named by the first three digits. A name is half of the truth: the
 * whole key stands in the file's header.
 */
record FileName(long original, long originalRest, long what, long whatRest) {
    /** How many directories there can be. A million files make 244 in each. */
    static final int DIRECTORIES = 1 << 12;

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{32}");
    private static final Pattern DIRECTORY = Pattern.compile("[0-9a-f]{3}");

    static FileName of(Digest original, String what) {
        ByteBuffer first = ByteBuffer.wrap(original.bytes());
        var computation = Digest.sha256();
        computation.update(what.getBytes(StandardCharsets.UTF_8));
        ByteBuffer second = ByteBuffer.wrap(computation.digest());
        return new FileName(first.getLong(), first.getLong(), second.getLong(), second.getLong());
    }

    /** Empty for a file that is none of ours. */
    static Optional<FileName> of(Path file) {
        String name = file.getFileName().toString();
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(new FileName(at(name, 0), at(name, 16), at(name, 33), at(name, 49)));
    }

    /** The number of the directory of an original. */
    static int directory(Digest original) {
        return HexFormat.fromHexDigits(original.hex(), 0, 3);
    }

    static boolean isDirectory(Path directory) {
        return DIRECTORY.matcher(directory.getFileName().toString()).matches();
    }

    /** The number of a directory. */
    static int directory(Path directory) {
        return HexFormat.fromHexDigits(directory.getFileName().toString());
    }

    static String directory(int number) {
        return HEX.toHexDigits(number, 3);
    }

    int directory() {
        return (int) (original >>> 52);
    }

    boolean isOf(Digest other) {
        ByteBuffer bytes = ByteBuffer.wrap(other.bytes());
        return original == bytes.getLong() && originalRest == bytes.getLong();
    }

    /** Below the folder of the tier. */
    String path() {
        return directory(directory()) + "/" + HEX.toHexDigits(original) + HEX.toHexDigits(originalRest) + "-"
                + HEX.toHexDigits(what) + HEX.toHexDigits(whatRest);
    }

    private static long at(String name, int index) {
        return HexFormat.fromHexDigitsToLong(name, index, index + 16);
    }
}
