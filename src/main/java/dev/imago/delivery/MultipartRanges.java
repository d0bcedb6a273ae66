package dev.imago.delivery;

import dev.imago.store.Blob;
import dev.imago.store.BufferBlob;
import dev.imago.store.ByteRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The body of an answer with several ranges: multipart/byteranges (RFC 9110 §14.6). Pure until a part is opened. */
record MultipartRanges(
        ImageVersion version, List<ByteRange> ranges, String boundary, List<String> headings, String closing) {
    static MultipartRanges of(ImageVersion version, List<ByteRange> ranges) {
        // The digest's own bytes cannot stand in the image by accident: that would be a fixed point of SHA-256.
        String boundary = version.digest().hex().substring(0, 32);
        var headings = new ArrayList<String>();
        for (ByteRange range : ranges) {
            String heading = "\r\n--" + boundary + "\r\nContent-Type: "
                    + version.format().mediaType() + "\r\nContent-Range: "
                    + AnswerHeaders.contentRange(range, version.size()) + "\r\n\r\n";
            headings.add(heading);
        }
        String closing = "\r\n--" + boundary + "--\r\n";
        return new MultipartRanges(version, ranges, boundary, headings, closing);
    }

    /** Of the whole body, in bytes. */
    long length() {
        return headings.stream().mapToLong(String::length).sum()
                + ranges.stream().mapToLong(ByteRange::length).sum()
                + closing.length();
    }

    /** The parts are views of the image's bytes: a client that does not read holds the image, which all share, and no copy. */
    Body fromMemory(ByteBuffer bytes) {
        return body(range -> new MemoryPart(version, bytes, range));
    }

    Body fromStore() {
        return body(range -> new StorePart(version, range));
    }

    private Body body(Function<ByteRange, Body.PartSource> source) {
        var parts = new ArrayList<Body.Part>();
        for (int i = 0; i < ranges.size(); i++) {
            parts.add(new Body.Part(headings.get(i), source.apply(ranges.get(i))));
        }
        return new Body.Parts(List.copyOf(parts), closing);
    }

    private record MemoryPart(ImageVersion version, ByteBuffer bytes, ByteRange range) implements Body.PartSource {
        @Override
        public Blob open() {
            return new BufferBlob(version.stat(), version.freshFor(), bytes, range);
        }
    }

    private record StorePart(ImageVersion version, ByteRange range) implements Body.PartSource {
        @Override
        public Blob open() {
            return new Original.InStore(version).open(range);
        }
    }
}
