package dev.imago.store.fastdfs;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file that was acknowledged, and is kept here until a second storage has it.
 *
 * @param name of its files in the spool
 * @param former where it was before, while those who know where images lie were not told that it has moved
 * @param since when it was acknowledged
 * @param earlier whether that was an earlier process, which may have died before its upload was acknowledged
 */
record Pending(
        String name,
        FileId id,
        Optional<FileId> former,
        ImageKey key,
        Digest digest,
        Format format,
        Instant since,
        boolean earlier) {
    private static final String VERSION = "imago-fastdfs 1";

    /** Longer values are cut off by FastDFS: characters of a key have at most four bytes. */
    private static final int PIECE = 60;

    Pending movedTo(FileId next) {
        return new Pending(name, next, Optional.of(id), key, digest, format, since, earlier);
    }

    Pending told() {
        return new Pending(name, id, Optional.empty(), key, digest, format, since, earlier);
    }

    /** Lines of text: a key has no line breaks. */
    List<String> written() {
        return List.of(
                VERSION,
                id.toString(),
                former.map(FileId::toString).orElse("-"),
                key.value(),
                digest.hex(),
                format.name(),
                Long.toString(since.toEpochMilli()));
    }

    /** @throws IllegalArgumentException if the lines are no such entry */
    static Pending read(String name, List<String> lines) {
        if (lines.size() != 7 || !lines.getFirst().equals(VERSION)) {
            throw new IllegalArgumentException("not an entry of this version");
        }
        return new Pending(
                name,
                FileId.parse(lines.get(1)).orElseThrow(IllegalArgumentException::new),
                FileId.parse(lines.get(2)),
                ImageKey.of(lines.get(3)),
                new Digest(lines.get(4)),
                Format.valueOf(lines.get(5)),
                Instant.ofEpochMilli(Long.parseLong(lines.get(6))),
                true);
    }

    /** What is noted beside the file, for those who have nothing else left: {@code key} (a long one in pieces), {@code sha256}, {@code type}. */
    Map<String, String> notes() {
        Map<String, String> notes = new TreeMap<>(Map.of("sha256", digest.hex(), "type", format.mediaType()));
        int[] points = key.value().codePoints().toArray();
        for (int start = 0; start < points.length; start += PIECE) {
            String piece = new String(points, start, Math.min(PIECE, points.length - start));
            notes.put(start == 0 ? "key" : "key" + start / PIECE, piece);
        }
        return notes;
    }
}
