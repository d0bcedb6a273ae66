package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
    @TempDir
    Path folder;

    @Test
    void every_setting_is_shown_with_its_origin() throws Exception {
        var sources = new Reading(folder)
                .sources("cache:\n  policy: least-frequent\nroutes:\n  - path: /a\n")
                .withEnvironment(Map.of("IMAGO_TOTAL", "6"), Set.of())
                .withFlags(List.of(new Flag("--public", "public.listen", ":0")));
        String shown = Configurations.read(Sample.class, sources).show().replace(folder + "/", "");
        assertThat(shown.lines().map(line -> line.replaceAll(" +#", " #")))
                .contains(
                        "public:",
                        "  listen: \":0\" # --public",
                        "  idle-timeout: 30s # default",
                        " # tls: # not set",
                        "total: 6 # IMAGO_TOTAL",
                        "routes:",
                        "  - path: /a # imago.yaml:4",
                        "    store: main # default",
                        "  policy: least-frequent # imago.yaml:2",
                        "stores: {} # default");
    }

    @Test
    void what_is_shown_reads_back_to_the_same_settings() throws Exception {
        String yaml = """
                public: {listen: '[::1]:80', trusted-proxies: ["::1/128"], tls: {certificate: "a b", key: "it's"}}
                stores: {"odd: name #1": {type: folder, root: "C:\\\\pictures"}, "no": {type: memory}, main: {type: memory}}
                routes: [{path: "/ü \\t\\"x\\"", charsets: [GBK]}, {path: "123"}, {path: "- x"}, {path: ""}]
                labels: {a: "yes", b: "0x1F", c: "1e3", d: "~", e: "null", f: "multi\\nline", g: "\\U0001F41B", h: "22:22", i: " pad "}
                """;
        Sample before = new Reading(folder).settings(yaml);
        String shown = Configurations.read(Sample.class, new Reading(folder).sources(yaml))
                .show();
        assertThat(new Reading(folder).settings(shown)).isEqualTo(before);
    }

    @Test
    void defaults_read_back_too() throws Exception {
        var defaults = Configurations.read(Sample.class, Sources.none());
        assertThat(new Reading(folder).settings(defaults.show())).isEqualTo(defaults.settings());
    }

    @Test
    void secrets_are_masked() throws Exception {
        String shown = Configurations.read(
                        Sample.class, new Reading(folder).sources("database: jdbc:x:y\npassword: hunter2\n"))
                .show();
        assertThat(shown).contains("password: \"***\"").doesNotContain("hunter2");
    }
}
