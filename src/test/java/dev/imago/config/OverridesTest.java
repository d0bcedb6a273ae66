package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {
    @TempDir
    Path folder;

    private Sources sources(String yaml, Map<String, String> environment) {
        return new Reading(folder).sources(yaml).withEnvironment(environment, Set.of("IMAGO_HOME"));
    }

    private Sample settings(String yaml, Map<String, String> environment) throws ConfigException {
        return Configurations.read(Sample.class, sources(yaml, environment)).settings();
    }

    @Test
    void a_variable_goes_before_the_file() throws Exception {
        Sample sample = settings(
                "public:\n  listen: :1\n  idle-timeout: 2s\n",
                Map.of("IMAGO_PUBLIC_LISTEN", ":2", "IMAGO_HOME", "/x", "PATH", "/bin", "imago_total", "3"));
        assertThat(sample.publicListener().listen().port()).isEqualTo(2);
        assertThat(sample.publicListener().idleTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(sample.total()).isEqualTo(3);
    }

    @Test
    void a_flag_goes_before_a_variable() throws Exception {
        var sources = sources("", Map.of("IMAGO_PUBLIC_LISTEN", ":2"))
                .withFlags(List.of(new Flag("--public", "public.listen", ":3")));
        assertThat(Configurations.read(Sample.class, sources)
                        .settings()
                        .publicListener()
                        .listen()
                        .port())
                .isEqualTo(3);
    }

    @Test
    void a_variable_gives_a_list_separated_by_commas() throws Exception {
        Sample sample = settings(
                "cache:\n  types: [gif]\n",
                Map.of("IMAGO_CACHE_TYPES", "webp, avif", "IMAGO_PUBLIC_TRUSTED_PROXIES", "10.0.0.0/8,::1/128"));
        assertThat(sample.cache().types()).containsExactly("webp", "avif");
        assertThat(sample.publicListener().trustedProxies()).hasSize(2);
        assertThat(settings("", Map.of("IMAGO_CACHE_TYPES", "")).cache().types())
                .isEmpty();
    }

    @Test
    void variables_bring_an_optional_section_into_being() throws Exception {
        Sample sample = settings("", Map.of("IMAGO_PUBLIC_TLS_KEY", "k.pem", "IMAGO_PUBLIC_TLS_CERTIFICATE", "c.pem"));
        assertThat(sample.publicListener().tls().orElseThrow().key()).isEqualTo(Path.of("k.pem"));
        assertThat(new Reading(folder).problems(sources("", Map.of("IMAGO_PUBLIC_TLS_KEY", "k.pem"))))
                .containsExactly(
                        "IMAGO_PUBLIC_TLS_KEY: public.tls.certificate: missing; expected a file or folder path");
    }

    @Test
    void a_variable_reaches_into_the_entries_that_the_file_names() throws Exception {
        Sample sample = settings(
                "stores:\n  big-one: {type: folder, root: /a}\nlabels: {dc: x}\n",
                Map.of("IMAGO_STORES_BIG_ONE_ROOT", "/b", "IMAGO_LABELS_DC", "y"));
        assertThat(sample.stores().get("big-one")).isEqualTo(new Sample.Store.Folder(Path.of("/b"), false));
        assertThat(sample.labels()).containsEntry("dc", "y");
    }

    @Test
    void a_variable_chooses_a_variant() throws Exception {
        assertThat(settings("", Map.of("IMAGO_CATALOG_TYPE", "folder", "IMAGO_CATALOG_ROOT", "/c"))
                        .catalog())
                .isEqualTo(new Sample.Store.Folder(Path.of("/c"), false));
        assertThat(settings("", Map.of("IMAGO_CATALOG_MAX_BYTES", "5MB")).catalog())
                .isEqualTo(new Sample.Store.Memory(ByteSize.parse("5MB")));
        assertThat(new Reading(folder).problems(sources("", Map.of("IMAGO_CATALOG_ROOT", "/c"))))
                .containsExactly("IMAGO_CATALOG_ROOT: catalog.root: unknown key; expected one of type, max-bytes");
    }

    @Test
    void wrong_variables_are_named_with_hints() {
        assertThat(new Reading(folder)
                        .problems(sources(
                                "totl: 5\n",
                                Map.of(
                                        "IMAGO_PUBLIC_LISTN", ":1",
                                        "IMAGO_PUBLIC_PORT", "80",
                                        "IMAGO_MAX_CONNECTIONS", "many",
                                        "IMAGO_ROUTES", "/a"))))
                .containsExactly(
                        "imago.yaml:1: totl: unknown key; did you mean \"total\"?",
                        "IMAGO_MAX_CONNECTIONS: max-connections: \"many\"; expected a whole number from 1 to 1000000",
                        "IMAGO_PUBLIC_LISTN: unknown variable; did you mean \"IMAGO_PUBLIC_LISTEN\"?",
                        "IMAGO_PUBLIC_PORT: unknown variable; did you mean \"IMAGO_PUBLIC_LISTEN\"?",
                        "IMAGO_ROUTES: unknown variable; expected the name of a setting");
    }

    @Test
    void what_kubernetes_says_of_a_service_named_imago_is_no_setting() throws Exception {
        settings(
                "",
                Map.of(
                        "IMAGO_PORT", "tcp://10.0.0.1:80",
                        "IMAGO_PORT_80_TCP_ADDR", "10.0.0.1",
                        "IMAGO_SERVICE_HOST", "10.0.0.1",
                        "IMAGO_SERVICE_PORT_HTTP", "80"));
    }

    @Test
    void wrong_flags_are_named() {
        var sources = Sources.none()
                .withFlags(List.of(new Flag("--public", "public.listen", "8080"), new Flag("--set", "totl", "1")));
        assertThat(new Reading(folder).problems(sources))
                .containsExactly(
                        "--public: public.listen: \"8080\"; expected HOST:PORT such as 127.0.0.1:8080, [::1]:8080 or :8080; did"
                                + " you mean \":8080\"?",
                        "--set: totl: unknown key; did you mean \"total\"?");
    }
}
