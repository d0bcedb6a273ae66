package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationsTest {
    @TempDir
    Path folder;

    @Test
    void everything_has_its_default_without_a_file() throws Exception {
        Sample sample = Configurations.read(Sample.class, Sources.none()).settings();
        assertThat(sample.publicListener().listen()).isEqualTo(new HostPort("", 8080));
        assertThat(sample.publicListener().idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(sample.publicListener().tls()).isEmpty();
        assertThat(sample.publicListener().trustedProxies()).isEmpty();
        assertThat(sample.maxConnections()).isEqualTo(10_000);
        assertThat(sample.total()).isEqualTo(5_000_000_000L);
        assertThat(sample.sampling()).isEqualTo(0.5);
        assertThat(sample.stores()).isEmpty();
        assertThat(sample.routes()).isEmpty();
        assertThat(sample.catalog()).isEqualTo(new Sample.Store.Memory(new ByteSize(1 << 30)));
        assertThat(sample.cache().types()).containsExactly("jpeg", "png");
        assertThat(sample.cache().policy()).isEqualTo(Sample.Policy.LEAST_RECENT);
        assertThat(sample.database()).isEmpty();
    }

    @Test
    void an_empty_file_and_one_of_comments_are_all_defaults() throws Exception {
        Sample defaults = Configurations.read(Sample.class, Sources.none()).settings();
        for (String yaml : List.of("", "\n\n", "# nothing\n", "---\n", "---\n...\n", "{}", "\uFEFF# bom\n", "null")) {
            assertThat(new Reading(folder).settings(yaml)).isEqualTo(defaults);
        }
    }

    @Test
    void every_kind_of_value_is_read_from_the_file() throws Exception {
        Sample sample = new Reading(folder).settings("""
                        public:
                          listen: 127.0.0.1:0
                          idle-timeout: 1m30s
                          server-timing: true
                          trusted-proxies: [10.0.0.0/8, "::1/128"]
                          tls:
                            certificate: chain.pem
                            key: /etc/key.pem
                            password: 0123
                        max-connections: 7
                        sampling: 1
                        stores:
                          main: {type: folder, root: /srv, ignore-case: true}
                          hot:
                            type: memory
                        routes:
                          - path: /a
                            charsets: [GBK, Shift_JIS]
                          - path: /b
                            store: hot
                            cache: {max-age: 1h}
                        cache:
                          policy: least-frequent
                          types: []
                        labels:
                          Dc.One: east
                        database: jdbc:postgresql://db/imago
                        password: s3cret
                        """);
        assertThat(sample.publicListener().listen()).isEqualTo(new HostPort("127.0.0.1", 0));
        assertThat(sample.publicListener().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(sample.publicListener().serverTiming()).isTrue();
        assertThat(sample.publicListener().trustedProxies())
                .containsExactly(new Sample.Network("10.0.0.0/8"), new Sample.Network("::1/128"));
        assertThat(sample.publicListener().tls().orElseThrow().password()).contains("0123");
        assertThat(sample.sampling()).isEqualTo(1.0);
        assertThat(sample.stores().keySet()).containsExactly("main", "hot");
        assertThat(sample.stores().get("main")).isEqualTo(new Sample.Store.Folder(Path.of("/srv"), true));
        assertThat(sample.routes().get(0).store()).isEqualTo("main");
        assertThat(sample.routes().get(0).charsets())
                .containsExactly(Charset.forName("GBK"), Charset.forName("Shift_JIS"));
        assertThat(sample.routes().get(1).cache().maxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(sample.cache().policy()).isEqualTo(Sample.Policy.LEAST_FREQUENT);
        assertThat(sample.cache().types()).isEmpty();
        assertThat(sample.labels()).isEqualTo(Map.of("Dc.One", "east"));
        assertThat(sample.database()).contains(URI.create("jdbc:postgresql://db/imago"));
        assertThat(sample.password()).contains("s3cret");
    }

    @Test
    void collections_cannot_be_changed() throws Exception {
        Sample sample = new Reading(folder).settings("labels: {a: b}\nroutes: [{path: /}]");
        assertThatThrownBy(() -> sample.labels().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> sample.routes().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_section_whose_lines_are_all_commented_out_is_as_absent() throws Exception {
        Sample sample = new Reading(folder).settings("public:\n  tls:\n#   key: x\ncache:\nroutes:\nlabels:\n");
        assertThat(sample)
                .isEqualTo(Configurations.read(Sample.class, Sources.none()).settings());
    }

    @Test
    void origins_are_known() throws Exception {
        var configuration = Configurations.read(
                Sample.class,
                new Reading(folder)
                        .sources("cache:\n  max-bytes: 2MB\nroutes:\n- path: /\n")
                        .withEnvironment(Map.of("IMAGO_MAX_CONNECTIONS", "9"), java.util.Set.of())
                        .withFlags(List.of(new Flag("--public", "public.listen", ":0"))));
        String file = folder.resolve("imago.yaml").toString();
        assertThat(configuration.origin("cache.max-bytes")).contains(new Origin.InFile(file, 2, 14));
        assertThat(configuration.origin("routes[0].path")).contains(new Origin.InFile(file, 4, 9));
        assertThat(configuration.origin("routes[0].store")).contains(new Origin.Default());
        assertThat(configuration.origin("max-connections")).contains(new Origin.Variable("IMAGO_MAX_CONNECTIONS"));
        assertThat(configuration.origin("public.listen")).contains(new Origin.Argument("--public"));
        assertThat(configuration.origin("public.nothing")).isEmpty();
    }
}
