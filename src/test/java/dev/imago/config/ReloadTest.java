package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
    private static final String BASE = """
            public: {listen: ":1"}
            stores: {a: {type: folder, root: /a}, b: {type: memory}}
            routes: [{path: /x, store: a}]
            """;

    @TempDir
    Path folder;

    private List<String> restartNeeded(String before, String after) throws ConfigException {
        var old = Configurations.read(Sample.class, new Reading(folder).sources(before));
        return old.restartNeeded(Configurations.read(Sample.class, new Reading(folder).sources(after)));
    }

    @Test
    void equal_settings_need_no_restart_however_they_are_written() throws Exception {
        assertThat(restartNeeded(BASE + "total: 1000", BASE + "# comment\ntotal: \"1000\"\n"))
                .isEmpty();
        assertThat(restartNeeded("public: {idle-timeout: 60s}", "public: {idle-timeout: 1m}"))
                .isEmpty();
    }

    @Test
    void reloadable_components_and_records_need_none() throws Exception {
        String after =
                BASE.replace("path: /x", "path: /y").replace("listen: \":1\"", "listen: \":1\", server-timing: true");
        assertThat(restartNeeded(BASE, after + "cache: {max-bytes: 5MB}")).isEmpty();
    }

    @Test
    void the_keys_of_all_other_differences_are_named() throws Exception {
        String after = BASE.replace(":1", ":2")
                .replace("root: /a", "root: /b")
                .replace("b: {type: memory}", "c: {type: memory}");
        assertThat(restartNeeded(BASE, after + "catalog: {type: folder, root: /c}\ntotal: 3\ndatabase: jdbc:x:y"))
                .containsExactly(
                        "public.listen", "total", "stores.a.root", "stores.b", "stores.c", "catalog", "database");
    }

    @Test
    void inside_an_optional_section_only_its_coming_and_going_may_need_one() throws Exception {
        String with = "public: {tls: {certificate: a, key: b}}";
        assertThat(restartNeeded(with, with.replace("key: b", "key: c"))).isEmpty();
        assertThat(restartNeeded("", with)).containsExactly("public.tls");
    }
}
