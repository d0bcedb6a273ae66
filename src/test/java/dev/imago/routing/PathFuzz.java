package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the target of a request to a key: a line with the host, a line with the path. */
final class PathFuzz {
    private static final NameRules LEGACY =
            new NameRules(true, true, List.of(Charset.forName("GBK"), Charset.forName("Shift_JIS")));
    private static final Router<String> ROUTER = new Router<>(List.of(
            route("old", "*.old.example", "/pictures/**", Optional.of(Rewrite.parse("/upload/$1")), LEGACY),
            route("two", "two.example", "/a/*/b/**", Optional.of(Rewrite.parse("/$2/$1")), NameRules.STRICT),
            route("all", "*", "/**", Optional.empty(), NameRules.STRICT)));

    private static Route<String> route(
            String name, String host, String path, Optional<Rewrite> rewrite, NameRules names) {
        return new Route<>(name, List.of(HostPattern.parse(host)), PathPattern.parse(path), rewrite, names, name);
    }

    @FuzzTest
    void a_path_leads_to_a_canonical_key_or_is_refused_and_the_way_back_leads_to_the_same_key(byte[] bytes) {
        List<String> lines = Input.latin1(bytes).lines(2);
        String host = Router.hostOf(lines.get(0));
        assertThat(Router.hostOf(host)).as("of a host without port").isEqualTo(host);
        Input.unlessRefused(Fault.Kind.INVALID, () -> ROUTER.match(at(lines.get(0), lines.get(1))))
                .ifPresent(match -> match.ifPresent(found -> {
                    comesBack(found.key());
                    found.otherReadings().forEach(PathFuzz::comesBack);
                }));
    }

    private static RouteRequest at(String authority, String path) {
        return new PlainRequest(authority, path, Optional.empty(), Map.of(), _ -> false);
    }

    private static void comesBack(ImageKey key) {
        String path = KeyPath.of(key);
        assertThat(path).matches("/[\\x21-\\x7E]*").doesNotContain("/../", "/./", "//", "\\", "?", "#");
        assertThat(ROUTER.match(at("img.example", path))).hasValueSatisfying(match -> {
            assertThat(match.key()).isEqualTo(key);
            assertThat(match.route().name()).isEqualTo("all");
        });
    }
}
