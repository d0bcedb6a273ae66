package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole configuration allows and refuses. */
final class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void a_folder_alone_is_a_configuration() throws Exception {
        Settings settings = Configurations.read(
                        Settings.class, Sources.none().withFlags(List.of(new Flag("FOLDER", "folder", "/srv/site"))))
                .settings();
        assertThat(settings.allStores()).containsOnlyKeys("folder");
        assertThat(settings.allRoutes()).hasSize(1);
        assertThat(settings.dataDirectory()).isEqualTo(Path.of("/srv/site/.imago"));
    }

    @Test
    void the_example_of_the_documentation_is_valid() throws Exception {
        Settings settings = Configurations.read(Settings.class, Sources.file(Path.of("docs/imago.example.yaml")))
                .settings();
        assertThat(settings.routes()).extracting(RouteSettings::name).contains("products", "old-thumbnails");
    }

    @Test
    void all_problems_are_told_at_once() {
        assertProblems("""
                folder: /srv/site
                stores:
                  a: {type: folder, path: /a}
                routes:
                  - {name: x, store: b, path: /x/*, rewrite: /y/$2}
                publik: {}
                grace: soon
                """, "publik", "did you mean", "grace", "soon");
        assertProblems("folder: /srv/site\nstores: {a: {type: memory}}", "folder");
        assertProblems("stores: {a: {type: memory}, b: {type: memory}}", "routes");
        assertProblems(
                "stores: {a: {type: memory}}\nroutes: [{name: x, store: b}]", "routes[0].store", "the name of a store");
        assertProblems("folder: /s\nroutes: [{name: x, path: /x/*, rewrite: /y/$2}]", "rewrite", "$1");
        assertProblems("folder: /srv/site\ndata: /srv/site/data", "data");
        assertProblems("node: ü\nfolder: /s", "node");
        assertProblems("", "stores");
    }

    @Test
    void a_fastdfs_store_without_a_tracker_and_tokens_for_nobody_are_refused() {
        assertProblems("stores: {a: {type: fastdfs}}", "stores.a.trackers", "at least one tracker");
        assertProblems(
                "stores: {a: {type: fastdfs, trackers: ['t:22122'], token-secret: s}}",
                "stores.a.token-secret",
                "direct-url");
    }

    @Test
    void a_webhook_without_a_host_or_with_another_scheme_is_refused() {
        for (String url :
                List.of("http:///hook", "https:hook", "ftp://h/hook", "http://under_score/hook", "http://h:99999/")) {
            assertProblems(
                    "folder: /s\nwebhooks:\n  - {name: w, secrets: [s], url: '" + url + "'}",
                    "imago.yaml:3",
                    "webhooks[0].url",
                    "http or https, and a host");
        }
    }

    @Test
    void names_that_must_be_unique_are_refused_at_both_places() {
        assertProblems(
                """
                folder: /s
                webhooks:
                  - {name: w, secrets: [s], url: 'http://a/'}
                  - {name: w, secrets: [s], url: 'http://b/'}
                quotas:
                  - {prefix: a/, max-images: 1}
                  - {prefix: b/, max-images: 1}
                  - {prefix: a/, max-images: 2}
                routes:
                  - {name: x}
                  - {name: x}
                """,
                "yaml:3: webhooks[0].name",
                "webhooks[1] has the same",
                "yaml:4: webhooks[1].name",
                "webhooks[0] has the same",
                "yaml:6: quotas[0].prefix",
                "yaml:8: quotas[2].prefix",
                "routes[0].name",
                "routes[1].name");
        assertProblems("folder: /s\nstores:\n  a: {type: memory}\n  a: {type: memory}", "yaml:4: stores.a");
    }

    @Test
    void a_node_that_shares_its_catalog_needs_a_name_of_its_own() throws Exception {
        String catalog = "folder: /s\ncatalog: {url: 'jdbc:postgresql://h/d'}\n";
        assertProblems(catalog, "node", "a name that no other node has");
        Path file = directory.resolve("named.yaml");
        Files.writeString(file, catalog + "node: img-1");
        assertThat(Configurations.read(Settings.class, Sources.file(file))
                        .settings()
                        .node())
                .isEqualTo("img-1");
    }

    @Test
    void hosts_that_share_paths_share_their_store() throws Exception {
        String stores = "stores: {a: {type: memory}, b: {type: memory}}\nroutes:\n";
        assertProblems(stores + """
                - {name: x, store: a, hosts: [x.example.com]}
                - {name: y, store: b, hosts: [y.example.com]}
                """, "routes[1].store", "the store of routes[0] (x)");
        assertProblems(stores + """
                - {name: x, store: a, hosts: [x.example.com], path: /img/**}
                - {name: y, store: b, path: /*/old/*.jpg}
                """, "routes[1].store");
        for (String fine : List.of(
                "- {name: x, store: a, hosts: [x.example.com], path: /x/**}\n- {name: y, store: b, path: /*.jpg}",
                "- {name: x, store: a, path: /x/**}\n- {name: y, store: b, hosts: [y.example.com]}",
                "- {name: x, store: a, hosts: ['*.example.com']}\n- {name: y, store: b, hosts: [y.example.com]}",
                "- {name: x, store: a, hosts: [x.example.com], rewrite: /x$1}\n- {name: y, store: b}")) {
            Path file = directory.resolve("fine.yaml");
            Files.writeString(file, stores + fine);
            assertThat(Configurations.read(Settings.class, Sources.file(file))
                            .settings()
                            .routes())
                    .as(fine)
                    .hasSize(2);
        }
    }

    @Test
    void rules_that_contradict_themselves_are_refused() {
        String one = "folder: /s\nroutes:\n- {name: x, path: /x/**, ";
        assertProblems(one + "gone: true, redirect: {to: /y}}", "routes[0].redirect", "neither `gone`");
        assertProblems(one + "gone: true, rewrite: /y}", "routes[0].gone", "no `rewrite`");
        assertProblems(one + "continue: true}", "routes[0].continue", "a `rewrite` beside it");
        assertProblems(one + "continue: true, rewrite: /y, when: {image: exists}}", "routes[0].continue", "false");
        assertProblems(one + "store: folder, stores: [folder]}", "routes[0].stores", "either");
        assertProblems(one + "stores: [folder, folder]}", "routes[0].stores", "each store once");
        assertProblems(one + "stores: [folder, nas]}", "routes[0].stores", "the name of a store");
        assertProblems(one + "redirect: {to: /y, status: 200}}", "routes[0].redirect.status", "301, 302");
        assertProblems(one + "redirect: {to: 'https://$1/'}}", "routes[0].redirect.to", "cannot be in its host");
        assertProblems(one + "redirect: {to: '/y/$2'}}", "routes[0].redirect.to", "up to $1");
        assertProblems(one + "rewrite: '/y/${arg_id}'}", "routes[0].rewrite", "$arg_id");
        assertProblems(
                one + "when: {image: missing, older-than: 1d}}", "routes[0].when.image", "what is missing has no age");
        assertProblems(one + "when: {headers: {'a b': x}}}", "routes[0].when.headers", "names of header fields");
        assertProblems(one + "when: {query: {id: '~ ('}}}", "routes[0].when.query", "RE2");
        assertProblems(one + "when: {clients: [10.0.0.0/40]}}", "routes[0].when.clients", "a network such as");
        assertProblems("folder: /s\nroutes:\n- {name: x, path: '~ (a+'}", "routes[0].path", "RE2");
    }

    @Test
    void redirects_that_go_round_are_refused_with_the_way() {
        assertProblems("""
                folder: /s
                public-url: https://img.example.com
                routes:
                - {name: a, path: /a/**, redirect: {to: /b/$1}}
                - {name: b, path: /b/**, redirect: {to: "https://img.example.com/a/$1"}}
                - {name: c, path: /c/**, redirect: {to: /d/$1}}
                """, "routes[0].redirect.to", "routes[1].redirect.to", "goes round", "/a/x → ", "/b/x");
    }

    private void assertProblems(String yaml, String... expected) {
        Path file = directory.resolve("imago.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThatThrownBy(() -> Configurations.read(Settings.class, Sources.file(file)))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(expected);
    }
}
