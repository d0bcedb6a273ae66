package dev.imago.store.fastdfs;

import dev.imago.store.Locator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that FastDFS has given to a file, such as {@code group1/M00/00/02/CgAAA2cuEYuALp1RAAADqkN-MjU123.jpg}: group, store path,
 * two directories, and 27 characters of base64 that say who took the file (its address, or its number), when, how large it is, and
 * its CRC-32.
 *
 * @param group name of the group
 * @param name of the file in the group, from {@code M00} on
 * @param source address or number of the storage that took the file
 * @param created to the second
 * @param markedSize the size with its marks: what it says depends on the kind of file
 */
record FileId(String group, String name, String source, Instant created, long markedSize, int crc32) {
    private static final Pattern WRITTEN = Pattern.compile(
            "([0-9A-Za-z]{1,16})/(M[0-9A-F]{2}/[0-9A-F]{2}/[0-9A-F]{2}/([0-9A-Za-z_-]{27})[0-9A-Za-z_.-]{0,63})");

    /** Length of the name of a file that is no slave, with the digits that stand before its extension. */
    private static final int PLAIN = 44;

    private static final int IN_TRUNK = 60;
    private static final long APPENDER = 1L << 58;
    private static final long TRUNK = 1L << 59;
    private static final int LARGEST_NUMBER = (1 << 24) - 1;

    /** Reads an id without a slash in front; empty if no storage ever gives it. */
    static Optional<FileId> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        ByteBuffer coded;
        try {
            coded = ByteBuffer.wrap(Base64.getUrlDecoder().decode(written.group(3)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        return Optional.of(new FileId(
                written.group(1),
                written.group(2),
                source(coded.duplicate()),
                Instant.ofEpochSecond(Integer.toUnsignedLong(coded.getInt(4))),
                coded.getLong(8),
                coded.getInt(16)));
    }

    /** Addresses stand in the order of their bytes, numbers in the other one. */
    private static String source(ByteBuffer coded) {
        int number = coded.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (number >= 0 && number <= LARGEST_NUMBER) {
            return Integer.toString(number);
        }
        return "%d.%d.%d.%d"
                .formatted(coded.get(0) & 0xFF, coded.get(1) & 0xFF, coded.get(2) & 0xFF, coded.get(3) & 0xFF);
    }

    /** Whether the file can grow or be overwritten: then nothing but the server knows its size. */
    boolean appender() {
        return (markedSize & APPENDER) != 0;
    }

    /** Whether it belongs to another file, whose name it begins with. The size in its name is that of the other. */
    boolean slave() {
        return name.length() > IN_TRUNK || (name.length() > PLAIN && !inTrunk());
    }

    private boolean inTrunk() {
        return (markedSize & TRUNK) != 0;
    }

    /** Whether the name says all that there is to know of the file, which never changes. */
    boolean tellsAll() {
        return !appender() && !slave();
    }

    /** The size in bytes, where {@link #tellsAll()}. */
    long size() {
        // What is smaller than 4 GiB has a random number in front, so that equal files have different names.
        return markedSize < 0 || inTrunk() ? markedSize & 0xFFFF_FFFFL : markedSize;
    }

    /** The file that belongs to this one: its prefix stands before the extension. */
    Optional<FileId> slave(String prefix) {
        int dot = name.lastIndexOf('.');
        String slave = dot < 0 ? name + prefix : name.substring(0, dot) + prefix + name.substring(dot);
        return parse(group + "/" + slave);
    }

    Locator locator() {
        return new Locator(toString());
    }

    @Override
    public String toString() {
        return group + "/" + name;
    }
}
