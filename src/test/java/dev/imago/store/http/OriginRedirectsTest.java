package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.ByteRange;
import dev.imago.store.Store;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a store lets a real nginx, or an origin that was taken over, send it. */
final class OriginRedirectsTest extends OriginGround {
    @Test
    void a_redirect_within_the_origin_is_followed() {
        try (Store store = redirecting("here/")) {
            assertThat(read(store, IMAGE)).contains(BYTES);
            assertThat(store.stat(IMAGE)).isPresent();
        }
    }

    @Test
    void a_redirect_to_another_host_is_refused() {
        try (Store store = redirecting("there/", "example.com")) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.stat(IMAGE));
        }
    }

    @Test
    void a_redirect_to_this_machine_or_its_neighbours_is_refused_and_nobody_is_asked_there() throws IOException {
        try (SilentServer neighbour = new SilentServer()) {
            for (String place : List.of(
                    neighbour.url() + "latest/meta-data",
                    neighbour.url().replace("127.0.0.1", "localhost"),
                    neighbour.url().replace("127.0.0.1", "[::ffff:127.0.0.1]"),
                    neighbour.url().replace("http:", ""),
                    neighbour
                            .url()
                            .replace("//", "//" + URI.create(server.url()).getAuthority() + "@"),
                    "http://169.254.169.254/latest/meta-data",
                    "file:///etc/passwd",
                    "//")) {
                String away = "HTTP/1.1 302 Found\r\nLocation: " + place + "\r\nContent-Length: 0\r\n\r\n";
                try (SilentServer taken = new SilentServer(away, true);
                        Store store = new HttpStore("legacy", Origins.at(taken.url()))) {
                    assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
                    assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.stat(IMAGE));
                }
            }
            assertThat(neighbour.connections()).isZero();
        }
    }

    @Test
    void a_redirect_to_a_host_that_was_named_is_followed_without_the_origins_secrets() {
        try (Store store = redirecting("there/", "localhost")) {
            assertThat(read(store, IMAGE)).contains(BYTES);
        }
        awaitRequest(
                "GET /there/a.jpg host=127.0.0.1:" + server.port() + " auth=secret coding=identity range=- 302", "");
        awaitRequest("GET /a.jpg host=localhost:" + server.port() + " auth=- coding=identity range=- 200", "");
    }

    @Test
    void redirects_without_end_are_given_up() {
        try (Store store = store("round/")) {
            assertFails(Fault.Kind.BAD_UPSTREAM, () -> store.open(IMAGE, ByteRange.ALL));
        }
    }

    private static Store redirecting(String path, String... hosts) {
        return store(path, origin -> {
            origin.headers = Map.of("Authorization", "secret");
            origin.redirectHosts = Set.of(hosts);
        });
    }
}
