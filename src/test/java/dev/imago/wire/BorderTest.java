package dev.imago.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies outside of the folder, or is hidden in it, is never served, however it is asked for. */
final class BorderTest {
    private static final String ROUTES = """
            routes:
              - name: lenient
                path: /old/**
                names: {ignore-case: true, backslashes: true, legacy-charsets: [GBK, Shift_JIS, ISO-8859-1]}
              - name: moved
                path: /moved/**
                rewrite: /old/$1
              - name: rest
            """;

    /** Ways out of a folder, each leading to the secret if it is believed. UP stands for a step up. */
    private static final List<String> WAYS = List.of(
            "/UP/secret.jpg",
            "/old/UP/UP/secret.jpg",
            "/moved/UP/UP/secret.jpg",
            "/old/UP%2FUP%2Fsecret.jpg",
            "/old//UP//UP//secret.jpg",
            "/old/UP%5CUP%5Csecret.jpg",
            "/old/./UP/%2e/UP/secret.jpg",
            "/old/x/UP/UP/UP/secret.jpg",
            "/UP%00/secret.jpg",
            "/UP;/secret.jpg");

    private static final List<String> STEPS = List.of(
            "..",
            "%2e%2e",
            ".%2E",
            "%2e.",
            "%252e%252e",
            "%25252e%25252e",
            "%c0%ae%c0%ae",
            "%e0%80%ae%e0%80%ae",
            "%f0%80%80%ae%f0%80%80%ae",
            "%EF%BC%8E%EF%BC%8E",
            "%u002e%u002e",
            "..%00",
            "..%01",
            "..%0d%0a",
            "..%20");

    @TempDir
    static Path base;

    private static Site site;
    private static byte[] photo;

    @BeforeAll
    static void serve() throws Exception {
        photo = Site.photo("dogs.jpg");
        site = new Site(base).with("old/open.jpg", photo).with("sub/open.jpg", photo);
        Files.write(base.resolve("secret.jpg"), photo);
        Files.createDirectory(base.resolve("elsewhere"));
        Files.write(base.resolve("elsewhere/secret.jpg"), photo);
        for (String hidden : List.of(
                ".hidden.jpg",
                ".git/secret.jpg",
                "sub/.thumbs/secret.jpg",
                ".imago/spool/secret.jpg",
                "old/.hidden.jpg")) {
            site.with(hidden, photo);
        }
        Path folder = site.folder();
        Files.createSymbolicLink(folder.resolve("out.jpg"), base.resolve("secret.jpg"));
        Files.createSymbolicLink(folder.resolve("relative.jpg"), Path.of("../secret.jpg"));
        Files.createSymbolicLink(folder.resolve("elsewhere"), base.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("sub/chain.jpg"), Path.of("../out.jpg"));
        Files.createSymbolicLink(folder.resolve("loop.jpg"), Path.of("loop.jpg"));
        Files.createSymbolicLink(folder.resolve("data"), Path.of("../data"));
        Files.createSymbolicLink(folder.resolve("proc"), Path.of("/proc/self"));
        Process pipe = new ProcessBuilder("mkfifo", folder.resolve("pipe.jpg").toString()).start();
        assertThat(pipe.waitFor()).isZero();
        site.start(ROUTES);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void no_disguise_of_a_step_up_gets_out(Wire wire) throws Exception {
        assertThat(site.send(wire, "GET", "/old/open.jpg").status()).isEqualTo(200);
        for (String way : WAYS) {
            for (String step : STEPS) {
                String target = way.replace("UP", step);
                if (wire == Wire.HTTP_1 || !target.contains("%u")) {
                    Reply reply = site.send(wire, "GET", target);
                    assertThat(reply.status()).as(target).isIn(400, 404);
                    assertThat(reply.field("content-type")).as(target).contains("application/problem+json");
                }
            }
        }
        for (String plain : List.of(
                "/..",
                "/%2e%2e/secret.jpg",
                "/old/../../secret.jpg",
                "/old/..%5c..%5csecret.jpg",
                "/sub/..%2f..%2fsecret.jpg")) {
            assertThat(site.send(wire, "GET", plain).status()).as(plain).isEqualTo(400);
        }
    }

    @Test
    void a_target_that_is_no_path_is_refused() throws Exception {
        for (String target : List.of(
                "../secret.jpg",
                "secret.jpg",
                "\\..\\secret.jpg",
                "/old\\..\\..\\secret.jpg",
                "/old/..\\secret.jpg",
                "file:///etc/passwd",
                "http://127.0.0.1/../secret.jpg",
                "/old/%",
                "/old/%2",
                "/old/%zz",
                "/old/%ff%fe.jpg")) {
            Reply reply = site.get(target);
            assertThat(reply.status()).as(target).isIn(400, 404);
            assertThat(reply.fields()).as(target).doesNotContainKey("etag");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hidden_files_and_the_data_directory_are_not_there(Wire wire) throws Exception {
        for (String target : List.of(
                "/.hidden.jpg",
                "/%2ehidden.jpg",
                "/.git/secret.jpg",
                "/sub/.thumbs/secret.jpg",
                "/sub/%2Ethumbs/secret.jpg",
                "/.imago/spool/secret.jpg",
                "/%2Eimago%2Fspool%2Fsecret.jpg",
                "/old/.hidden.jpg",
                "/old/%5c.hidden.jpg",
                "/OLD/.HIDDEN.jpg",
                "/old/.Hidden.JPG",
                "/moved/.hidden.jpg",
                "/data/catalog.db",
                "/.imago/catalog.db")) {
            Reply reply = site.send(wire, "GET", target);
            assertThat(reply.status()).as(target).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void links_that_lead_out_and_what_is_no_file_are_not_there(Wire wire) throws Exception {
        for (String target : List.of(
                "/out.jpg",
                "/relative.jpg",
                "/elsewhere/secret.jpg",
                "/sub/chain.jpg",
                "/loop.jpg",
                "/data/catalog.db",
                "/proc/environ",
                "/proc/root/etc/passwd",
                "/pipe.jpg",
                "/sub")) {
            Reply reply = site.send(wire, "GET", target);
            assertThat(reply.status()).as(target).isEqualTo(404);
        }
    }

    @Test
    void none_of_it_is_adopted_either() throws Exception {
        Site.await(
                "scanned",
                () -> site.listing().contains("old/open.jpg") && site.listing().contains("sub/open.jpg"));
        for (String name : List.of("secret", "hidden", "out.jpg", "relative", "elsewhere", "chain", "pipe", "loop")) {
            assertThat(site.listing()).doesNotContain(name);
        }
    }

    @Test
    void a_link_replaced_while_it_is_asked_for_never_leads_out() throws Exception {
        Path inside = Files.createDirectory(site.folder().resolve("inside"));
        Files.write(inside.resolve("pic.jpg"), photo);
        Files.createDirectory(base.resolve("outside"));
        Files.write(base.resolve("outside/pic.jpg"), Site.photo("cat.webp"));
        Path aside = base.resolve("site/.aside");
        Thread swapper = Thread.ofPlatform().start(() -> {
            try {
                while (!Thread.interrupted()) {
                    Files.move(inside, aside);
                    Files.createSymbolicLink(inside, base.resolve("outside"));
                    Files.delete(inside);
                    Files.move(aside, inside);
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try {
            for (int i = 0; i < 300; i++) {
                Reply reply = site.get("/inside/pic.jpg");
                assertThat(reply.status()).isIn(200, 404, 503);
                if (reply.status() == 200) {
                    assertThat(reply.body()).isEqualTo(photo);
                }
            }
        } finally {
            swapper.interrupt();
            swapper.join();
        }
    }

    @Test
    void a_name_longer_than_any_file_s_is_refused() throws Exception {
        assertThat(site.get("/" + "x".repeat(256)).status()).isEqualTo(400);
        assertThat(site.get("/" + "x/".repeat(600) + "a.jpg").status()).isEqualTo(400);
        try (Socket socket = Wire.connect(site.uri())) {
            socket.getOutputStream()
                    .write(("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
            assertThat(Wire.receive(socket, true).status()).isEqualTo(414);
        }
    }
}
