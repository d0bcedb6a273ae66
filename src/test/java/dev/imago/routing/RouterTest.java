package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterTest {
    private static final NameRules LEGACY = new NameRules(
            false, true, List.of(Charset.forName("GBK"), Charset.forName("Shift_JIS"), Charset.forName("ISO-8859-1")));

    private final Router<String> strict = router(NameRules.STRICT);

    @ParameterizedTest
    @CsvSource({
        "/upload/qa/test.jpg, upload/qa/test.jpg",
        "/upload//qa///test.jpg, upload/qa/test.jpg",
        "//upload/test.jpg, upload/test.jpg",
        "/a%20b.jpg, a b.jpg",
        "/a+b.jpg, a+b.jpg",
        "/a%2Bb.jpg, a+b.jpg",
        "/a%2Fb.jpg, a/b.jpg",
        "/%E5%9B%BE.png, 图.png",
        "/f%C3%BCr.png, für.png",
        "/100%25.png, 100%.png",
        "/%252e%252e/x.png, %2e%2e/x.png",
        "/a;v=1/b.png, a;v=1/b.png",
    })
    void a_path_leads_to_its_key(String path, String key) {
        assertThat(strict.match(PlainRequest.of("h", path)).orElseThrow().key().value())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "/a/../../etc/passwd",
                "/a/..",
                "/./a",
                "/%2e%2e/etc/passwd",
                "/a/%2E%2E%2Fetc",
                "/..%2f..%2fetc",
                "/a\\..\\b",
                "/%5c..%5cb",
                "/a%00.jpg",
                "/a%0d%0ab",
                "/%",
                "/%2",
                "/%zz",
                "/%C0%AE%C0%AE/x",
                "/%FF.jpg",
                "/a%7Fb",
                "/%C2%85",
            })
    void traversal_and_nonsense_are_refused_in_any_disguise(String path) {
        assertThatThrownBy(() -> strict.match(PlainRequest.of("h", path)))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\\..\\..\\b", "/%5c..%5c..%5cb", "/..%5Cb"})
    void backslashes_do_not_smuggle_traversal_where_they_are_slashes(String path) {
        assertThatThrownBy(() -> router(LEGACY).match(PlainRequest.of("h", path)))
                .isInstanceOf(Fault.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/%CD%BC%C6%AC.png, ͼƬ.png",
        "/%D5%D5%C6%AC%A3%A1.png, 照片！.png",
        "/upload%5Ctest.jpg, upload/test.jpg",
        "/%E5%9B%BE.png, 图.png",
    })
    void old_links_in_legacy_encodings_are_understood_where_allowed(String path, String key) {
        assertThat(router(LEGACY)
                        .match(PlainRequest.of("h", path))
                        .orElseThrow()
                        .key()
                        .value())
                .isEqualTo(key);
    }

    @Test
    void bytes_that_are_utf8_by_accident_can_be_read_as_legacy_too() {
        var match = router(LEGACY).match(PlainRequest.of("h", "/%CD%BC.png")).orElseThrow();
        assertThat(match.key().value()).isEqualTo("\u037C.png");
        assertThat(match.otherReadings()).contains(dev.imago.image.ImageKey.of("图.png"));
    }

    @Test
    void a_shift_jis_path_with_a_backslash_byte_inside_a_character_is_one_name() {
        var rules = new NameRules(false, true, List.of(Charset.forName("Shift_JIS")));
        assertThat(router(rules)
                        .match(PlainRequest.of("h", "/%95%5C.png"))
                        .orElseThrow()
                        .key()
                        .value())
                .isEqualTo("表.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/a/", "//"})
    void a_folder_is_no_image(String path) {
        assertThat(strict.match(PlainRequest.of("h", path))).isEmpty();
    }

    @Test
    void the_first_route_that_matches_wins_and_rewrites() {
        var router = new Router<>(List.of(
                route("old", "*.example.com", "/pic/*/**", "/upload/$1/$2"),
                route("exact", "img.example.com", "/upload/**", null),
                route("rest", "*", "/upload/**", null)));
        assertThat(router.match(PlainRequest.of("www.example.com:8080", "/pic/7/a/b.jpg"))
                        .orElseThrow())
                .satisfies(match -> assertThat(match.key().value()).isEqualTo("upload/7/a/b.jpg"))
                .satisfies(match -> assertThat(match.route().name()).isEqualTo("old"));
        assertThat(router.match(PlainRequest.of("IMG.example.com", "/upload/a.jpg"))
                        .orElseThrow()
                        .route()
                        .name())
                .isEqualTo("exact");
        assertThat(router.match(PlainRequest.of("other", "/upload/a.jpg"))
                        .orElseThrow()
                        .route()
                        .name())
                .isEqualTo("rest");
        assertThat(router.match(PlainRequest.of("other", "/pic/7/a.jpg"))).isEmpty();
        assertThat(router.hostSensitive()).isTrue();
        assertThat(strict.hostSensitive()).isFalse();
    }

    @Test
    void a_rewrite_cannot_make_a_traversal() {
        var router = new Router<>(List.of(route("r", "*", "/x/**", "/upload/../$1")));
        assertThatThrownBy(() -> router.match(PlainRequest.of("h", "/x/a.jpg"))).isInstanceOf(Fault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.jpg", "图.png", "100%.png", "a+b;c=d.jpg", "a?b#c.jpg", "für/\"q\".gif"})
    void the_path_of_a_key_leads_back_to_it(String key) {
        String path = KeyPath.of(dev.imago.image.ImageKey.of(key));
        assertThat(path).matches("[\\x21-\\x7E]+").doesNotContain("?").doesNotContain("#");
        assertThat(strict.match(PlainRequest.of("h", path)).orElseThrow().key().value())
                .isEqualTo(key);
    }

    private static Router<String> router(NameRules rules) {
        return new Router<>(
                List.of(new Route<>("all", List.of(HostPattern.ANY), PathPattern.ANY, Optional.empty(), rules, "all")));
    }

    private static Route<String> route(
            String name, String host, String path, @org.jspecify.annotations.Nullable String to) {
        return new Route<>(
                name,
                List.of(HostPattern.parse(host)),
                PathPattern.parse(path),
                Optional.ofNullable(to).map(Rewrite::parse),
                NameRules.STRICT,
                name);
    }
}
