package dev.imago.store.http;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.BufferBlob;
import dev.imago.store.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Makes versions and blobs of an origin's answers. Thread-safe; blocks. */
final class OriginReader {
    /** Up to this size an image is read as a whole, in bytes. */
    static final int WHOLE = 1 << 20;

    /** Up to this size an image is read as a whole where the header alone does not tell its version, in bytes. */
    private static final int WHOLE_AT_NEED = 16 << 20;

    private final Origin origin;
    private final OriginClient client;

    OriginReader(Origin origin, OriginClient client) {
        this.origin = origin;
        this.client = client;
    }

    Optional<Version> stat(String path) {
        Optional<HttpResponse<InputStream>> head = client.ask("HEAD", path);
        head.ifPresent(OriginClient::discard);
        if (head.isPresent() && refusesMethod(head.get().statusCode())) {
            return read(path);
        }
        Optional<HttpResponse<InputStream>> there = present(head);
        Optional<Version> version = there.flatMap(answer -> Version.of(new Fields(answer.headers()), origin.fresh()));
        version.ifPresent(known -> requireSize(known.size()));
        return there.isPresent() && version.isEmpty() ? read(path) : version;
    }

    /** Some programs know no HEAD. */
    private static boolean refusesMethod(int status) {
        return status == 405 || status == 501;
    }

    private Optional<Version> read(String path) {
        Optional<HttpResponse<InputStream>> there = present(client.ask("GET", path));
        if (there.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(version(there.get()).version());
        } finally {
            OriginClient.discard(there.get());
        }
    }

    Optional<Blob> open(String path, ByteRange range) {
        if (range.length() == 0 || range.offset() >= origin.maxBytes()) {
            return stat(path).map(version -> nothingOf(path, version));
        }
        boolean all = range.offset() == 0 && range.length() == ByteRange.TO_END;
        Optional<HttpResponse<InputStream>> answer =
                all ? client.ask("GET", path) : client.ask("GET", path, "Range", field(range));
        if (answer.isPresent() && answer.get().statusCode() == 416) {
            OriginClient.discard(answer.get());
            return open(path, new ByteRange(0, 0));
        }
        if (answer.isPresent() && answer.get().statusCode() == 206 && tellsNoVersion(answer.get())) {
            OriginClient.discard(answer.get());
            answer = client.ask("GET", path);
        }
        return present(answer).map(there -> blob(path, there, range));
    }

    /** Of a part, the bytes do not tell which version they belong to. */
    private boolean tellsNoVersion(HttpResponse<InputStream> answer) {
        return Version.of(new Fields(answer.headers()), origin.fresh()).isEmpty();
    }

    /** An empty part of a version. */
    private Blob nothingOf(String path, Version version) {
        return new StreamedBlob(version, InputStream.nullInputStream(), 0, other -> again(path, version, other));
    }

    private static String field(ByteRange range) {
        boolean toEnd = range.length() > Long.MAX_VALUE - range.offset();
        return "bytes=" + range.offset() + "-" + (toEnd ? "" : range.offset() + range.length() - 1);
    }

    /** Another part of a version that is known. */
    private Blob again(String path, Version version, ByteRange range) {
        if (range.lengthWithin(version.size()) == 0) {
            return nothingOf(path, version);
        }
        String[] condition = version.condition().orElseThrow(OriginReader::changed);
        HttpResponse<InputStream> answer = present(
                        client.ask("GET", path, "Range", field(range), condition[0], condition[1]))
                .orElseThrow(OriginReader::changed);
        boolean same = Version.of(new Fields(answer.headers()), origin.fresh())
                .filter(version::isSurely)
                .isPresent();
        if (!same) {
            OriginClient.discard(answer);
            throw changed();
        }
        return blob(path, answer, range);
    }

    private static Fault changed() {
        return new Fault(Fault.Kind.CHANGED, "The origin has this version of the image no more, or cannot tell.");
    }

    /** The answer if there is such an image. @throws Fault when the origin says neither */
    private Optional<HttpResponse<InputStream>> present(Optional<HttpResponse<InputStream>> answer) {
        if (answer.isEmpty()) {
            return answer;
        }
        int status = answer.get().statusCode();
        Fields fields = new Fields(answer.get().headers());
        if (status == 200 || status == 206) {
            requirePlain(answer.get(), fields);
            return answer;
        }
        OriginClient.discard(answer.get());
        if (origin.absent().contains(status)) {
            return Optional.empty();
        }
        throw OriginFaults.of(status, fields);
    }

    private static void requirePlain(HttpResponse<InputStream> answer, Fields fields) {
        String coding = fields.list("Content-Encoding");
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
            OriginClient.discard(answer);
            throw OriginFaults.bad("The origin sends the image in a coding that was not asked for.")
                    .withDetail(coding);
        }
    }

    private Blob blob(String path, HttpResponse<InputStream> answer, ByteRange range) {
        boolean handedOver = false;
        try {
            Told told = answer.statusCode() == 206 ? told(answer) : version(answer);
            Blob blob = told.bytes().isPresent()
                    ? whole(told.version(), told.bytes().get(), range)
                    : streamed(path, told.version(), answer, range);
            handedOver = told.bytes().isEmpty();
            return blob;
        } finally {
            if (!handedOver) {
                OriginClient.discard(answer);
            }
        }
    }

    /** All that is read from it are bytes of one answer. */
    private static Blob whole(Version version, byte[] bytes, ByteRange range) {
        ByteBuffer all = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        return new BufferBlob(version.stat(), Optional.of(version.freshFor()), all, range);
    }

    /** A version, and its bytes where they were read to learn it. */
    private record Told(Version version, Optional<byte[]> bytes) {}

    /** Of an answer with the whole image. Small ones are read at once. */
    private Told version(HttpResponse<InputStream> answer) {
        Fields fields = new Fields(answer.headers());
        Optional<Version> version = Version.of(fields, origin.fresh());
        if (version.isPresent()) {
            requireSize(version.get().size());
            return version.get().size() > WHOLE
                    ? new Told(version.get(), Optional.empty())
                    : new Told(version.get(), Optional.of(readAll(answer, version.get())));
        }
        requireEnd(answer, fields);
        byte[] bytes = read(answer, WHOLE_AT_NEED);
        return new Told(Version.of(bytes, fields, origin.fresh()), Optional.of(bytes));
    }

    private static byte[] readAll(HttpResponse<InputStream> answer, Version version) {
        byte[] bytes = read(answer, (int) version.size());
        if (bytes.length != version.size()) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The origin has broken off the image.");
        }
        return bytes;
    }

    /** Of an answer with a part. */
    private Told told(HttpResponse<InputStream> answer) {
        Version version = Version.of(new Fields(answer.headers()), origin.fresh())
                .orElseThrow(() -> OriginFaults.bad("The origin sends a part without saying of which version."));
        requireSize(version.size());
        return new Told(version, Optional.empty());
    }

    /** An answer that ends with its connection may have been cut off. */
    private static void requireEnd(HttpResponse<InputStream> answer, Fields fields) {
        boolean ends = answer.version() == HttpClient.Version.HTTP_2
                || fields.number("Content-Length").isPresent()
                || fields.list("Transfer-Encoding").equalsIgnoreCase("chunked");
        if (!ends) {
            throw OriginFaults.bad("The origin does not say where the image ends.");
        }
    }

    private static byte[] read(HttpResponse<InputStream> answer, int most) {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(most);
            if (body.read() >= 0) {
                throw OriginFaults.bad("The origin does not say which version of a large image it sends.");
            }
            return bytes;
        } catch (IOException e) {
            throw OriginFaults.of(e);
        }
    }

    private StreamedBlob streamed(String path, Version version, HttpResponse<InputStream> answer, ByteRange range) {
        long length = range.lengthWithin(version.size());
        if (answer.statusCode() == 206) {
            requirePart(new Fields(answer.headers()), range, length);
        } else {
            skip(answer.body(), Math.min(range.offset(), version.size()));
        }
        return new StreamedBlob(version, answer.body(), length, other -> again(path, version, other));
    }

    private static void requirePart(Fields fields, ByteRange range, long length) {
        boolean asked = fields.first("Content-Range")
                .flatMap(ContentRange::parse)
                .filter(part -> part.first() == range.offset() && part.length() == length)
                .isPresent();
        if (!asked) {
            throw OriginFaults.bad("The origin sends another part than was asked for.");
        }
    }

    private static void skip(InputStream body, long bytes) {
        try {
            body.skipNBytes(bytes);
        } catch (IOException e) {
            throw OriginFaults.of(e);
        }
    }

    private void requireSize(long size) {
        if (size > origin.maxBytes()) {
            throw OriginFaults.bad("The origin's image is larger than allowed.").withDetail(size + " bytes");
        }
    }
}
