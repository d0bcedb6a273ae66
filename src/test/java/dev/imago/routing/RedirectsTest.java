package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.config.Network;
import dev.imago.image.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where redirects lead, where they can never lead, and the circles that are found before somebody goes round in them. */
final class RedirectsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/old/**|/new/$1|/old/a/b.jpg|/new/a/b.jpg",
                "/old/**|https://img.example.com/$1|/old/a.jpg|https://img.example.com/a.jpg",
                "/old/**|/new/$1|/old/a.jpg?w=100|/new/a.jpg?w=100",
                "/old/**|/new/$1?from=old|/old/a.jpg?w=100|/new/a.jpg?from=old&w=100",
                "/old/**|/new/$1|/old/%E5%9B%BE%20%25.png|/new/%E5%9B%BE%20%25.png",
                "~ ^/(.*)\\.JPG$|/$1.jpg|/A.JPG|/A.jpg",
            })
    void a_redirect_leads_where_its_template_says(String path, String to, String target, String location) {
        assertThat(location(path, to, target)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/go**|/$1|/go//evil.example/x|/evil.example/x",
                "/go**|/$1|/go%2F%2Fevil.example|/evil.example",
                "/go/**|/$1|/go/%5Cevil.example|400",
                "/go/**|/n/$1|/go/a%0d%0aSet-Cookie:x=1|/n/a%0D%0ASet-Cookie:x=1",
                "/go/**|/n/$1|/go/a%3Fx=1%23y|/n/a%3Fx=1%23y",
                "/go/**|https://img.example.com/$1|/go/@evil.example|https://img.example.com/@evil.example",
            })
    void an_address_cannot_choose_another_host_or_add_fields(String path, String to, String target, String location) {
        String found;
        try {
            found = location(path, to, target);
        } catch (Fault refused) {
            found = "400";
        }
        assertThat(found).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://$1/",
                "https://img.example.com$1",
                "https://user@img.example.com/",
                "//evil.example/$1",
                "/\\evil.example",
                "javascript:alert(1)",
                "ftp://x/",
                "img.example.com/",
                "/a b",
                "/a#b",
                "/a\r\nb",
                "https://img.example.com",
            })
    void a_template_that_leaves_its_host_open_is_refused(String template) {
        assertThatThrownBy(() -> Target.parse(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a path such as");
    }

    @Test
    void a_redirect_to_itself_is_found() {
        assertThat(circle(List.of(to("a", "*", "/upload/**", "/upload/$1")))).contains("any.example/upload/x");
        assertThat(circle(List.of(to("a", "*", "/**", "https://img.example.com/$1"))))
                .contains("img.example.com/x");
        assertThat(circle(List.of(to("a", "*", "/upload/**", "/upload/v2/$1"))))
                .as("one that never comes back, and never ends")
                .contains("/upload/v2/v2/v2/x");
        assertThat(circle(List.of(to("a", "*.example.com", "/**", "https://www.example.com/$1"))))
                .isNotEmpty();
        assertThat(circle(List.of(to("a", "*", "~ ^/(\\w+)\\.(jpe?g|JPG)$", "/$1.jpg"))))
                .isNotEmpty();
    }

    @Test
    void redirects_in_a_circle_are_found_from_each_of_them() {
        var one = to("one", "*", "/a/**", "/b/$1");
        var two = to("two", "*", "/b/special/**", "/a/special/$1");
        assertThat(circle(List.of(two, one))).contains("/b/special/x", "/a/special/x");
        assertThat(circle(List.of(
                        to("x", "x.example.com", "/**", "https://y.example.com/$1"),
                        to("y", "y.example.com", "/**", "https://x.example.com/$1"))))
                .isNotEmpty();
        assertThat(circle(List.of(to("jpg", "*", "~ ^/(.*)\\.JPG$", "/$1.jpg"), to("back", "*", "/**.jpg", "/$1.JPG"))))
                .isNotEmpty();
    }

    @Test
    void what_ends_somewhere_is_left_alone() {
        assertThat(circle(List.of(to("a", "www.example.com", "/upload/**", "https://img.example.com/upload/$1"))))
                .isEmpty();
        assertThat(circle(List.of(to("jpg", "*", "~ ^/(.*)\\.JPG$", "/$1.jpg"))))
                .isEmpty();
        assertThat(circle(List.of(to("a", "*", "/a/**", "/b/$1"), to("b", "*", "/b/**", "/c/$1"))))
                .isEmpty();
        assertThat(circle(List.of(to("a", "*", "/**", "https://old.example.com/$1"))))
                .as("a host that may lead anywhere")
                .isEmpty();
        assertThat(circle(List.of(serve("first", "/upload/**"), to("a", "*", "/upload/**", "/upload/$1"))))
                .as("an earlier rule takes what would go round")
                .isEmpty();
        assertThat(circle(List.of(strip("*", false))))
                .as("the query goes away, and the condition with it")
                .isEmpty();
        assertThat(circle(List.of(strip("*", true)))).as("the query stays").isNotEmpty();
    }

    @Test
    void conditions_that_cannot_hold_at_the_same_time_make_no_circle() {
        assertThat(circle(List.of(
                        mobile("to", "/a/**", "/m/$1", "*Mobile*"), mobile("back", "/m/**", "/a/$1", "!*Mobile*"))))
                .isEmpty();
        assertThat(circle(List.of(
                        mobile("to", "/a/**", "/m/$1", "*Mobile*"), mobile("back", "/m/**", "/a/$1", "*Mobile*"))))
                .isNotEmpty();
        assertThat(circle(List.of(
                        image("there", "/a/**", "/b/$1", Conditions.Presence.EXISTS),
                        image("not", "/b/**", "/a/$1", Conditions.Presence.MISSING))))
                .as("an image here and none there: nobody can tell")
                .isEmpty();
        assertThat(circle(List.of(
                        image("there", "/a/**", "/b/$1", Conditions.Presence.MISSING),
                        image("not", "/b/**", "/a/$1", Conditions.Presence.MISSING))))
                .isNotEmpty();
        assertThat(circle(List.of(
                        inside("to", "/a/**", "/b/$1", "10.1.0.0/16"), inside("back", "/b/**", "/a/$1", "10.0.0.0/8"))))
                .isNotEmpty();
        assertThat(circle(List.of(
                        inside("to", "/a/**", "/b/$1", "10.0.0.0/8"),
                        inside("back", "/b/**", "/a/$1", "192.168.0.0/16"))))
                .isEmpty();
    }

    private static String location(String path, String to, String target) {
        return new Router<>(List.of(to("r", "*", path, to)))
                .match(PlainRequest.of("h", target))
                .orElseThrow()
                .location()
                .orElseThrow();
    }

    private static List<String> circle(List<Route<String>> routes) {
        var router = new Router<>(routes);
        var loops = new Loops(router, Set.of("img.example.com"));
        return router.routes().stream()
                .flatMap(route -> loops.from(route).stream())
                .findFirst()
                .orElse(List.of())
                .stream()
                .flatMap(address -> Stream.of(address, address.replace("any.example", "")))
                .toList();
    }

    private static Route<String> to(String name, String host, String path, String to) {
        return redirect(name, host, path, to, true, Conditions.NONE);
    }

    private static Route<String> strip(String value, boolean keep) {
        return redirect(
                "strip",
                "*",
                "/**",
                "/$1",
                keep,
                conditions(Map.of("v", ValuePattern.parse(value)), Map.of(), List.of(), Optional.empty()));
    }

    private static Route<String> mobile(String name, String path, String to, String agent) {
        return redirect(
                name,
                "*",
                path,
                to,
                true,
                conditions(Map.of(), Map.of("User-Agent", ValuePattern.parse(agent)), List.of(), Optional.empty()));
    }

    private static Route<String> inside(String name, String path, String to, String network) {
        return redirect(
                name,
                "*",
                path,
                to,
                true,
                conditions(Map.of(), Map.of(), List.of(Network.parse(network)), Optional.empty()));
    }

    private static Route<String> image(String name, String path, String to, Conditions.Presence presence) {
        return redirect(name, "*", path, to, true, conditions(Map.of(), Map.of(), List.of(), Optional.of(presence)));
    }

    private static Conditions conditions(
            Map<String, ValuePattern> query,
            Map<String, ValuePattern> headers,
            List<Network> clients,
            Optional<Conditions.Presence> image) {
        return new Conditions(query, headers, clients, image, Optional.empty(), Optional.empty());
    }

    private static Route<String> redirect(
            String name, String host, String path, String to, boolean keepQuery, Conditions when) {
        var action = new Action.Redirect(new Redirection(Target.parse(to), 301, keepQuery));
        return new Route<>(
                name, List.of(HostPattern.parse(host)), PathPattern.parse(path), when, action, NameRules.STRICT, name);
    }

    private static Route<String> serve(String name, String path) {
        return new Route<>(
                name, List.of(HostPattern.ANY), PathPattern.parse(path), Optional.empty(), NameRules.STRICT, name);
    }
}
