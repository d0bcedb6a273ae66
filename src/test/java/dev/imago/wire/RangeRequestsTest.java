package dev.imago.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of an image (RFC 9110 §14), from the memory tier and streamed from the folder, over both protocols. */
final class RangeRequestsTest {
    /** Where the bytes come from. */
    private enum From {
        MEMORY,
        FOLDER;

        Site site() {
            return this == MEMORY ? hot : streamed;
        }
    }

    @TempDir
    static Path base;

    private static Site hot;
    private static Site streamed;
    private static byte[] photo;
    private static String etag;

    @BeforeAll
    static void serve() throws Exception {
        photo = Site.photo("dogs.jpg");
        hot = new Site(base.resolve("hot")).with("dogs.jpg", photo).start("");
        streamed = new Site(base.resolve("streamed")).with("dogs.jpg", photo).start("delivery: {largest-in-memory: 0}");
        etag = hot.get("/dogs.jpg").field("etag").orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        hot.close();
        streamed.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Wire.values())
                .flatMap(wire -> Stream.of(Arguments.of(wire, From.MEMORY), Arguments.of(wire, From.FOLDER)));
    }

    private static Reply range(From from, Wire wire, String... fields) throws Exception {
        return from.site().send(wire, "GET", "/dogs.jpg", fields);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void one_range_is_a_206_with_its_place(Wire wire, From from) throws Exception {
        int size = photo.length;
        assertPart(range(from, wire, "Range: bytes=0-0"), 0, 0);
        assertPart(range(from, wire, "Range: bytes=100-299"), 100, 299);
        assertPart(range(from, wire, "Range: bytes=90000-"), 90000, size - 1);
        assertPart(range(from, wire, "Range: bytes=-500"), size - 500, size - 1);
        assertPart(range(from, wire, "Range: bytes=0-"), 0, size - 1);
        assertPart(range(from, wire, "Range: bytes=-99999999"), 0, size - 1);
        assertPart(range(from, wire, "Range: bytes=90000-99999999999999999999999"), 90000, size - 1);
        assertPart(range(from, wire, "Range: BYTES=5-9"), 5, 9);
        // Ranges that overlap or touch are one; what is not there is left out.
        assertPart(range(from, wire, "Range: bytes=0-99,50-149"), 0, 149);
        assertPart(range(from, wire, "Range: bytes=0-99, 100-199,10-20"), 0, 199);
        assertPart(range(from, wire, "Range: bytes=10-19,99999999-"), 10, 19);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void several_ranges_are_parts_in_the_order_asked_for(Wire wire, From from) throws Exception {
        Reply reply = range(from, wire, "Range: bytes=50000-50999, 0-9 ,-3");
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.fields()).doesNotContainKey("content-range");
        assertThat(reply.field("content-length")).contains(Integer.toString(reply.body().length));
        assertThat(reply.field("etag")).contains(etag);
        String type = reply.field("content-type").orElseThrow();
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        List<String> parts = parts(reply, type.substring(type.indexOf('=') + 1));
        assertThat(parts).containsExactly(part(50000, 50999), part(0, 9), part(photo.length - 3, photo.length - 1));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void what_is_no_range_or_a_flood_of_them_is_answered_whole(Wire wire, From from) throws Exception {
        String flood = "bytes=" + "0-0,2-2,".repeat(500) + "4-4";
        for (String field :
                List.of("bytes=", "bytes=9-5", "bytes=a-b", "bytes=-", "pixels=0-9", "0-9", "bytes=1-2;3", flood)) {
            assertWhole(range(from, wire, "Range: " + field));
        }
        Reply head = from.site().send(wire, "HEAD", "/dogs.jpg", "Range: bytes=0-9");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("content-length")).contains(Integer.toString(photo.length));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_range_beyond_the_end_is_416_with_the_size(Wire wire, From from) throws Exception {
        for (String field : List.of("bytes=91594-", "bytes=99999999-999999999", "bytes=-0", "bytes=91594-91595,-0")) {
            Reply reply = range(from, wire, "Range: " + field);
            assertThat(reply.status()).as(field).isEqualTo(416);
            assertThat(reply.field("content-range")).contains("bytes */91594");
            assertThat(reply.field("content-type")).contains("application/problem+json");
            assertThat(reply.field("cache-control")).contains("no-store");
            assertThat(reply.fields()).doesNotContainKeys("etag", "last-modified");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void if_range_lets_a_range_count_only_for_the_same_version(Wire wire, From from) throws Exception {
        for (String same : List.of(etag, Site.TAKEN_TEXT, "Friday, 02-Jan-26 03:04:05 GMT")) {
            assertPart(range(from, wire, "Range: bytes=5-9", "If-Range: " + same), 5, 9);
        }
        for (String other : List.of(
                "W/" + etag,
                "\"x\"",
                "\"x\", " + etag,
                "*",
                "nonsense",
                "Fri, 02 Jan 2026 03:04:04 GMT",
                "Fri, 02 Jan 2026 03:04:06 GMT")) {
            assertWhole(range(from, wire, "Range: bytes=5-9", "If-Range: " + other));
            assertWhole(range(from, wire, "Range: bytes=99999999-", "If-Range: " + other));
        }
        assertThat(range(from, wire, "Range: bytes=99999999-", "If-Range: " + etag)
                        .status())
                .isEqualTo(416);
        assertWhole(range(from, wire, "If-Range: " + etag));
    }

    @Test
    void a_date_of_this_very_second_is_no_proof_of_the_same_version() throws Exception {
        String target = "";
        String date = "";
        boolean youngEnough = false;
        for (int i = 0; i < 20 && !youngEnough; i++) {
            target = "/young-" + i + ".jpg";
            Path file = hot.with(target.substring(1), photo).folder().resolve(target.substring(1));
            // A date in the future: the answer says that of its own time.
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
            String now = target;
            Site.await("served", () -> hot.get(now).status() == 200);
            date = hot.get(target).field("last-modified").orElseThrow();
            Reply reply = hot.get(target, "Range: bytes=5-9", "If-Range: " + date);
            youngEnough = reply.field("date").orElseThrow().equals(date);
            if (youngEnough) {
                assertThat(reply.status()).isEqualTo(200);
            }
        }
        assertThat(youngEnough).isTrue();
        String sameTarget = target;
        // The date may be a later one once the image is known to the catalog.
        Site.await("a second old, and a proof then", () -> {
            Reply whole = hot.get(sameTarget);
            String modified = whole.field("last-modified").orElseThrow();
            return !whole.field("date").orElseThrow().equals(modified)
                    && hot.get(sameTarget, "Range: bytes=5-9", "If-Range: " + modified)
                                    .status()
                            == 206;
        });
    }

    private static void assertPart(Reply reply, int first, int last) {
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.field("content-range")).contains("bytes " + first + "-" + last + "/" + photo.length);
        assertThat(reply.field("content-length")).contains(Integer.toString(last - first + 1));
        assertThat(reply.field("content-type")).contains("image/jpeg");
        assertThat(reply.field("etag")).contains(etag);
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(photo, first, last + 1));
    }

    private static void assertWhole(Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.fields()).doesNotContainKey("content-range");
        assertThat(reply.body()).isEqualTo(photo);
    }

    private static List<String> parts(Reply reply, String boundary) {
        String text = new String(reply.body(), ISO_8859_1);
        String delimiter = "\r\n--" + boundary;
        assertThat(text).startsWith(delimiter).endsWith(delimiter + "--\r\n");
        var parts = new ArrayList<String>();
        int start = delimiter.length();
        for (int end = text.indexOf(delimiter, start); end >= 0; end = text.indexOf(delimiter, start)) {
            parts.add(text.substring(start, end));
            start = end + delimiter.length();
        }
        return parts;
    }

    private static String part(int first, int last) {
        return "\r\nContent-Type: image/jpeg\r\nContent-Range: bytes " + first + "-" + last + "/" + photo.length
                + "\r\n\r\n" + new String(photo, first, last - first + 1, ISO_8859_1);
    }
}
