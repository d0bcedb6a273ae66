package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Configurations;
import dev.imago.config.Problem;
import dev.imago.config.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations that work, and are likely not what was meant. */
final class RouteWarningsTest {
    private static final String LEGACY = "legacy: {type: http, url: 'http://legacy.internal/'}";

    @TempDir
    Path directory;

    private List<String> warnings(String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("imago.yaml"), yaml);
        return Configurations.read(Settings.class, Sources.file(file)).warnings().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void a_route_that_writes_to_a_store_that_is_only_read_is_warned_of() throws Exception {
        assertThat(warnings("""
                stores:
                  site: {type: memory}
                  %s
                routes:
                  - {name: first, path: /a/**, stores: [site, legacy]}
                  - {name: second, path: /b/**, stores: [legacy, site]}
                """.formatted(LEGACY)))
                .singleElement()
                .asString()
                .contains(
                        "imago.yaml:6: routes[1].stores: ", "'legacy' can only be read", "`upload: {enabled: false}`");
    }

    @Test
    void a_route_that_is_only_read_by_intent_is_not() throws Exception {
        assertThat(warnings("""
                stores:
                  site: {type: memory}
                  %s
                routes:
                  - {name: one, path: /old/**, store: legacy}
                  - {name: none, path: /b/**, stores: [legacy, site], upload: {enabled: false}}
                  - {name: all, store: site}
                """.formatted(LEGACY))).isEmpty();
    }

    @Test
    void an_origin_that_is_to_be_left_and_that_nobody_can_leave_is_warned_of() throws Exception {
        String origin = "legacy: {type: http, url: 'http://legacy.internal/', import-on-read: true}";
        String stores = "stores:\n  site: {type: memory}\n  %s\nroutes:\n  - ".formatted(origin);
        assertThat(warnings(stores + "{name: all, stores: [site, legacy]}")).isEmpty();
        assertThat(warnings(stores + "{name: all, stores: [site, legacy], upload: {enabled: false}}"))
                .singleElement()
                .asString()
                .contains("imago.yaml:3: stores.legacy.import-on-read: ", "nothing is imported");
    }

    @Test
    void a_store_that_no_route_leads_to_is_warned_of() throws Exception {
        assertThat(warnings("""
                stores:
                  site: {type: memory}
                  spare: {type: memory}
                routes:
                  - {name: all, store: site}
                """))
                .singleElement()
                .asString()
                .contains("imago.yaml:3: stores.spare: ", "no route leads to it");
        assertThat(warnings("stores: {site: {type: memory}}")).isEmpty();
        assertThat(warnings("stores: {site: {type: memory}}\nroutes: [{name: all}]"))
                .isEmpty();
        assertThat(warnings("folder: /srv/site")).isEmpty();
    }
}
