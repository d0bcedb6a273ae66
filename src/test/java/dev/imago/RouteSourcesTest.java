package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import dev.imago.http.api.admin.MigrationSource;
import dev.imago.image.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be moved, by routes as people write them. */
final class RouteSourcesTest {
    @TempDir
    Path directory;

    /** What the catalog knows. */
    private Map<String, List<String>> lying = Map.of();

    private RouteSources sources;

    @BeforeEach
    void read() throws Exception {
        Path file = Files.writeString(directory.resolve("imago.yaml"), """
                stores: {disk: {type: memory}, nas: {type: memory}, ceph: {type: memory}}
                routes:
                  - {name: gone, path: /gone/**, gone: true}
                  - {name: moved, path: /moved/**, redirect: {to: /upload/$1}}
                  - {name: aged, path: /aged/**, store: disk, when: {older-than: 1d}}
                  - {name: numbers, path: '~ ^/p/([0-9]+)', store: disk}
                  - {name: jpegs, path: '/pics/*.jpg', store: disk}
                  - {name: old, path: /old/**, rewrite: /upload/$1, store: disk}
                  - {name: two, path: /two/**, stores: [disk, nas]}
                  - {name: upload, path: /upload/**, store: disk}
                  - {name: all, store: nas}
                """);
        List<RouteSettings> routes = Configurations.read(Settings.class, Sources.file(file))
                .settings()
                .routes();
        sources = new RouteSources(
                () -> routes, RouteSettings::storesInOrder, prefix -> lying.getOrDefault(prefix, List.of()));
    }

    private void refused(String route, Optional<String> from, String... words) {
        assertThatThrownBy(() -> sources.ofRoute(route, from))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID))
                .hasMessageContainingAll(words);
    }

    @Test
    void a_route_of_a_plain_prefix_says_what_is_moved_from_where() {
        assertThat(sources.ofRoute("upload", Optional.empty())).isEqualTo(new MigrationSource("upload/", "disk"));
        assertThat(sources.ofRoute("upload", Optional.of("disk"))).isEqualTo(new MigrationSource("upload/", "disk"));
        assertThat(sources.ofRoute("all", Optional.empty())).isEqualTo(new MigrationSource("", "nas"));
        assertThat(sources.ofRoute("two", Optional.of("nas"))).isEqualTo(new MigrationSource("two/", "nas"));
    }

    @Test
    void a_route_that_says_more_or_less_than_that_is_refused_with_the_reason() {
        refused("uplaod", Optional.empty(), "no route 'uplaod'", "'upload'");
        refused("gone", Optional.empty(), "'gone' has no images");
        refused("moved", Optional.empty(), "'moved' has no images");
        refused("aged", Optional.empty(), "'aged' has conditions", "prefix and from");
        refused("numbers", Optional.empty(), "~ ^/p/([0-9]+)", "no plain prefix such as /upload/**", "prefix and from");
        refused("jpegs", Optional.empty(), "/pics/*.jpg", "no plain prefix");
        refused("old", Optional.empty(), "'old' rewrites paths", "prefix and from");
        refused("two", Optional.empty(), "several stores, 'disk', 'nas'", "by from");
        refused("two", Optional.of("ceph"), "'ceph' is no store of the route 'two'", "'disk', 'nas'");
        refused("upload", Optional.of("nas"), "'nas' is no store of the route 'upload'");
    }

    @Test
    void a_route_whose_images_all_lie_elsewhere_by_now_asks_which_are_meant() {
        lying = Map.of("upload/", List.of("ceph"));
        refused("upload", Optional.empty(), "leads to 'disk'", "lie in 'ceph'", "by from");
        assertThat(sources.ofRoute("upload", Optional.of("disk")).store()).isEqualTo("disk");
        lying = Map.of("upload/", List.of("ceph", "disk"));
        assertThat(sources.ofRoute("upload", Optional.empty()).store()).isEqualTo("disk");
    }

    @Test
    void a_prefix_alone_is_enough_where_its_images_lie_in_one_store() {
        lying = Map.of("a/", List.of("disk"), "b/", List.of("ceph", "nas"), "", List.of("ceph", "disk", "nas"));
        assertThat(sources.below("a/", "ceph")).isEqualTo(new MigrationSource("a/", "disk"));
        assertThat(sources.below("b/", "ceph")).isEqualTo(new MigrationSource("b/", "nas"));
        assertThatThrownBy(() -> sources.below("", "ceph"))
                .hasMessageContainingAll("Images lie in several stores, 'disk', 'nas'", "by from");
        assertThatThrownBy(() -> sources.below("c/", "ceph"))
                .hasMessageContainingAll("No image is known below 'c/' outside of 'ceph'", "by from");
    }
}
