package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {
    @TempDir
    Path folder;

    private List<String> problems(String yaml) {
        return new Reading(folder).problems(yaml);
    }

    @Test
    void all_problems_are_reported_together_in_the_order_of_the_file() {
        assertThat(problems("""
                        public:
                          listn: :8080
                          idle-timeout: 5 parsecs
                          server-timing: yes
                          trusted-proxies: [10.0.0.0/8, nowhere]
                        max-connections: 0
                        stores:
                          main:
                            type: foldr
                          other:
                            type: folder
                        routes:
                          - pth: /a
                          - path: /b
                            cache:
                              max-age: 2d
                        cache:
                          policy: random
                          max-bytes: 64m
                        bogus-and-unlike-anything: 1
                        """))
                .containsExactly(
                        "imago.yaml:2: public.listn: unknown key; did you mean \"listen\"?",
                        "imago.yaml:3: public.idle-timeout: \"5 parsecs\"; expected a duration such as 250ms, 30s, 5m or 1d12h, from 1s to 1d",
                        "imago.yaml:4: public.server-timing: \"yes\"; expected true or false; did you mean \"true\"?",
                        "imago.yaml:5: public.trusted-proxies[1]: \"nowhere\"; expected a network such as 10.0.0.0/8",
                        "imago.yaml:6: max-connections: \"0\"; expected a whole number from 1 to 1000000",
                        "imago.yaml:9: stores.main.type: \"foldr\"; expected one of folder, memory; did you mean \"folder\"?",
                        "imago.yaml:10: stores.other.root: missing; expected a file or folder path",
                        "imago.yaml:13: routes[0].path: missing; expected text",
                        "imago.yaml:13: routes[0].pth: unknown key; did you mean \"path\"?",
                        "imago.yaml:15: routes[1].cache.shared-max-age: \"1d\"; expected at least max-age",
                        "imago.yaml:18: cache.policy: \"random\"; expected one of least-recent, least-frequent",
                        "imago.yaml:19: cache.max-bytes: \"64m\"; expected a size such as 512KB, 64MB or 1GiB, or a number of"
                                + " bytes, at least 1MB; did you mean \"64MB\"?",
                        "imago.yaml:20: bogus-and-unlike-anything: unknown key; expected one of public, max-connections, total,"
                                + " sampling, stores, routes, cache, catalog, labels, database, password");
    }

    @Test
    void a_problem_has_line_column_key_value_expectation_and_hint() {
        var problem = Reading.refused(new Reading(folder).sources("cache:\n  policy: least-recnt\n"))
                .problems()
                .getFirst();
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(11);
        assertThat(problem.key()).isEqualTo("cache.policy");
        assertThat(problem.value()).contains("least-recnt");
        assertThat(problem.expected()).isEqualTo("one of least-recent, least-frequent");
        assertThat(problem.hint()).contains("least-recent");
    }

    @Test
    void a_value_of_the_wrong_kind_is_refused() {
        assertThat(
                        problems(
                                "public: 8080\nroutes: /a\nmax-connections: [1]\nlabels: [a]\ncache:\n  policy: {a: b}\n  types: jpeg\n"))
                .containsExactly(
                        "imago.yaml:1: public: \"8080\"; expected a section with keys of its own",
                        "imago.yaml:2: routes: \"/a\"; expected a list",
                        "imago.yaml:3: max-connections: a list; expected a whole number from 1 to 1000000",
                        "imago.yaml:4: labels: a list; expected a section with keys of its own",
                        "imago.yaml:6: cache.policy: a section; expected one of least-recent, least-frequent",
                        "imago.yaml:7: cache.types: \"jpeg\"; expected a list");
    }

    @Test
    void a_key_without_a_value_is_refused_where_a_value_is_needed() {
        assertThat(problems("max-connections:\ndatabase: ~\nstores:\n  main:\n"))
                .containsExactly(
                        "imago.yaml:1: max-connections: no value; expected a whole number from 1 to 1000000",
                        "imago.yaml:2: database: no value; expected an absolute URI such as https://images.example.org/",
                        "imago.yaml:4: stores.main.type: missing; expected one of folder, memory");
    }

    @Test
    void numbers_beyond_their_type_are_refused() {
        assertThat(problems("max-connections: 99999999999999999999\ntotal: 1.5\n"))
                .containsExactly(
                        "imago.yaml:1: max-connections: \"99999999999999999999\"; expected a whole number from 1 to 1000000",
                        "imago.yaml:2: total: \"1.5\"; expected a whole number");
    }

    @Test
    void a_check_finds_what_two_settings_say_together() {
        assertThat(problems("stores:\n  main: {type: memory}\nroutes:\n  - path: /\n    store: mian\npassword: hush\n"))
                .containsExactly(
                        "imago.yaml:5: routes[0].store: \"mian\"; expected the name of a store; did you mean \"main\"?",
                        "imago.yaml:6: password: \"***\"; expected no password without a database");
    }

    @Test
    void a_key_given_twice_is_refused_with_both_places() {
        assertThat(problems("cache:\n  max-bytes: 2MB\n  max-bytes: 3MB\n"))
                .containsExactly("imago.yaml:3: cache.max-bytes: given twice, first in imago.yaml:2");
    }

    @Test
    void aliases_tags_and_second_documents_are_refused() {
        assertThat(problems("labels: &a {x: y}\ncache: *a\n"))
                .containsExactly(
                        "imago.yaml:1: an anchor or alias is not supported; expected the value written out",
                        "imago.yaml:2: an anchor or alias is not supported; expected the value written out");
        assertThat(problems("total: !!str 5\n"))
                .containsExactly("imago.yaml:1: a tag is not supported; expected a value without a tag");
        assertThat(problems("total: 5\n---\ntotal: 6\n"))
                .containsExactly("imago.yaml:2: a second document is not supported; expected one document");
    }

    @Test
    void a_file_nested_without_end_is_refused() {
        assertThat(problems("labels: " + "[".repeat(100_000)))
                .containsExactly("imago.yaml:1: nesting this deep is not supported; expected at most 64 levels");
    }

    @Test
    void what_is_no_yaml_is_refused_with_its_line() {
        assertThat(problems("cache:\n  max-bytes: [1\ntotal: 5\n"))
                .singleElement()
                .asString()
                .startsWith("imago.yaml:3: not YAML: ");
        assertThat(problems("cache:\n\tmax-bytes: 1\n"))
                .singleElement()
                .asString()
                .startsWith("imago.yaml:2: not YAML: ");
        assertThat(problems("total: 5\ncache: \u0001\n"))
                .containsExactly("imago.yaml:2: not YAML: the character U+0001 is not allowed");
        assertThat(problems("just text"))
                .containsExactly("imago.yaml:1: no settings; expected lines such as \"key: value\"");
    }

    @Test
    void a_file_that_cannot_be_read_is_a_problem_beside_others() {
        assertThat(new Reading(folder)
                        .problems(new Reading(folder).sources("\u00e9".getBytes(StandardCharsets.ISO_8859_1))))
                .containsExactly("imago.yaml: not a text in UTF-8; expected a YAML file in UTF-8");
        var sources = Sources.file(folder.resolve("none.yaml")).withEnvironment(Map.of("IMAGO_TOTAL", "x"), Set.of());
        assertThat(new Reading(folder).problems(sources))
                .containsExactly("none.yaml: no such file", "IMAGO_TOTAL: total: \"x\"; expected a whole number");
        assertThat(new Reading(folder).problems(Sources.file(folder)))
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void a_secret_never_shows_in_a_problem() {
        var refused = Reading.refused(
                new Reading(folder).sources("password: [hunter2]\npublic:\n  tls:\n    password: {a: hunter2}\n"));
        assertThat(refused.getMessage()).contains("password").doesNotContain("hunter2");
    }
}
