package dev.imago.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which addresses lead to an image: the ones of today, and by option those of old Windows and East Asian software. */
final class NamesTest {
    private static final String ROUTES = """
            routes:
              - name: windows
                path: /win/**
                names: {ignore-case: true, backslashes: true}
              - name: chinese
                path: /cn/**
                names: {legacy-charsets: [GBK]}
              - name: japanese
                path: /jp/**
                names: {legacy-charsets: [Shift_JIS]}
              - name: western
                path: /eu/**
                names: {legacy-charsets: [ISO-8859-1]}
              - name: mixed
                path: /mixed/**
                names: {legacy-charsets: [ISO-8859-1, Shift_JIS]}
              - name: strict
            """;

    @TempDir
    static Path base;

    private static Site site;
    private static byte[] photo;

    @BeforeAll
    static void serve() throws Exception {
        photo = Site.photo("cat.webp");
        site = new Site(base);
        for (String name : List.of(
                "a b+c/日本 é.jpg",
                "a b+c/100%.jpg",
                "a b+c/x;y=z,(1)&'~$!@.jpg",
                "win/Upload/Test.JPG",
                "cn/中文/图片.jpg",
                "jp/表/写真.jpg",
                "mixed/表.jpg",
                "eu/été.jpg",
                "a b+c/é.jpg")) {
            site.with(name, photo);
        }
        site.start(ROUTES);
        Site.await(
                "in the catalog, where names are found in another case",
                () -> site.listing().contains("Test.JPG"));
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void utf_8_spaces_and_plus_signs_are_found_in_every_spelling(Wire wire) throws Exception {
        for (String target : List.of(
                "/a%20b+c/%E6%97%A5%E6%9C%AC%20%C3%A9.jpg",
                "/a%20b+c/%e6%97%a5%e6%9c%ac%20%c3%a9%2ejpg",
                "/%61%20b%2Bc/%E6%97%A5%E6%9C%AC%20%C3%A9.jpg",
                "//a%20b+c///%E6%97%A5%E6%9C%AC%20%C3%A9.jpg",
                "/a%20b+c%2F%E6%97%A5%E6%9C%AC%20%C3%A9.jpg",
                "/a%20b+c/%E6%97%A5%E6%9C%AC%20%C3%A9.jpg?v=2&x=%00",
                "/a%20b+c/100%25.jpg",
                "/a%20b+c/x;y=z,(1)&'~$!@.jpg")) {
            assertServed(wire, target);
        }
        // A plus sign is no space, another case another name, and a decoded path is not decoded again.
        for (String target : List.of(
                "/a+b+c/%E6%97%A5%E6%9C%AC%20%C3%A9.jpg",
                "/A%20b+c/%E6%97%A5%E6%9C%AC%20%C3%A9.jpg", "/a%2520b+c/%25E6%2597%25A5.jpg")) {
            assertThat(site.send(wire, "GET", target).status()).as(target).isEqualTo(404);
        }
    }

    @Test
    void bytes_of_utf_8_need_no_escapes() throws Exception {
        // The request line is sent in Latin-1, so that each char is one byte.
        String raw = new String("/a%20b+c/日本%20é.jpg".getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertServed(Wire.HTTP_1, raw);
    }

    @ParameterizedTest
    @EnumSource
    void old_windows_addresses_are_found_where_the_route_allows_it(Wire wire) throws Exception {
        for (String target : List.of(
                "/win/Upload/Test.JPG",
                "/win/upload/test.jpg",
                "/win/UPLOAD/tEST.jpg",
                "/win/Upload%5CTest.JPG",
                "/win/%5cupload%5c%5Ctest.jpg")) {
            assertServed(wire, target);
            assertServed(wire, target);
        }
        assertThat(site.send(wire, "GET", "/a%20b+c%5C100%25.jpg").status()).isEqualTo(400);
        assertServed(Wire.HTTP_1, "/win\\Upload\\Test.JPG");
    }

    @ParameterizedTest
    @EnumSource
    void addresses_in_legacy_encodings_are_found_where_the_route_allows_it(Wire wire) throws Exception {
        assertServed(wire, "/cn/" + escaped("中文", "GBK") + "/" + escaped("图片.jpg", "GBK"));
        assertServed(wire, "/cn/" + escaped("中文/图片.jpg", "UTF-8"));
        // The second byte of this character is that of a backslash.
        assertThat(escaped("表", "Shift_JIS")).isEqualTo("%95%5C");
        assertServed(wire, "/jp/" + escaped("表/写真.jpg", "Shift_JIS"));
        assertServed(wire, "/mixed/" + escaped("表.jpg", "Shift_JIS"));
        assertServed(wire, "/eu/" + escaped("été.jpg", "ISO-8859-1"));
        assertThat(site.send(wire, "GET", "/a%20b+c/%E9.jpg").status()).isEqualTo(400);
        assertThat(site.send(wire, "GET", "/jp/" + escaped("图片.jpg", "GBK")).status())
                .isIn(400, 404);
    }

    @Test
    void an_image_of_exactly_that_name_goes_before_one_in_another_case_or_encoding() throws Exception {
        byte[] other = Site.photo("dogs.jpg");
        assertServed(Wire.HTTP_1, "/win/UPLOAD/TEST.JPG");
        assertServed(Wire.HTTP_1, "/win/UPLOAD/TEST.JPG");
        site.put("win/UPLOAD/TEST.JPG", other);
        assertThat(site.get("/win/UPLOAD/TEST.JPG").body()).isEqualTo(other);
        assertThat(site.get("/win/Upload/Test.JPG").body()).isEqualTo(photo);
        site.delete("win/UPLOAD/TEST.JPG");
        assertServed(Wire.HTTP_1, "/win/UPLOAD/TEST.JPG");

        // These two bytes are one letter in UTF-8, and two in Latin-1.
        site.put("eu/" + escaped("Ã©", "UTF-8") + ".jpg", photo);
        assertServed(Wire.HTTP_1, "/eu/%C3%A9.jpg");
        assertServed(Wire.HTTP_1, "/eu/%C3%A9.jpg");
        site.put("eu/" + escaped("é", "UTF-8") + ".jpg", other);
        assertThat(site.get("/eu/%C3%A9.jpg").body()).isEqualTo(other);
    }

    private static void assertServed(Wire wire, String target) throws Exception {
        Reply reply = site.send(wire, "GET", target);
        assertThat(reply.status()).as(target).isEqualTo(200);
        assertThat(reply.body()).as(target).isEqualTo(photo);
    }

    private static String escaped(String text, String charset) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(Charset.forName(charset))) {
            out.append(
                    b > ' ' && Character.isLetterOrDigit(b) || b == '.' || b == '/'
                            ? "" + (char) b
                            : String.format("%%%02X", b));
        }
        return out.toString();
    }
}
