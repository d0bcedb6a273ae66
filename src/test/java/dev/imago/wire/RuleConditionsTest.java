package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules with conditions, redirects and 410s over the wire: each request gets its own answer, and caches are told what it depends on. */
final class RuleConditionsTest {
    private static final String ROUTES = """
            public: {trusted: [127.0.0.0/8]}
            stores:
              new: {type: folder, path: %1$s/new}
              old: {type: folder, path: %1$s/old}
            routes:
              - name: domain
                hosts: [www.example.com]
                path: /upload/**
                redirect: {to: "https://img.example.com/upload/$1"}
              - name: for-now
                path: /moved/**
                redirect: {to: "/upload/$1", status: 307, keep-query: false}
              - name: campaign
                path: /campaign/**
                gone: true
                delivery: {max-age: 2h, stale-while-revalidate: 0s, stale-if-error: 0s, cors-origins: ["*"]}
              - name: extension
                path: '~ ^/(.+)\\.(?:JPG|jpeg)$'
                rewrite: /$1.jpg
                continue: true
              - name: script
                path: /img.php
                when: {query: {id: '~ ^[a-z]+$'}}
                rewrite: /upload/${arg_id}.jpg
                store: new
              - name: mobile
                path: /page/**
                when: {headers: {User-Agent: '~* mobile'}}
                rewrite: /upload/fig.jpg
                store: new
              - name: page
                path: /page/**
                rewrite: /upload/dogs.jpg
                store: new
              - name: inside
                path: /net/**
                when: {clients: [10.0.0.0/8]}
                rewrite: /upload/fig.jpg
                store: new
                delivery: {cdn-max-age: 1d}
              - name: outside
                path: /net/**
                rewrite: /upload/dogs.jpg
                store: new
                delivery: {cdn-max-age: 1d}
              - name: fresh
                path: /fresh/**
                when: {newer-than: 4s}
                store: new
              - name: aged
                path: /fresh/**
                gone: true
              - name: arrived
                path: /arriving/**
                when: {image: exists}
                store: new
              - name: not-yet
                path: /arriving/**
                redirect: {to: "https://old.example.com/arriving/$1"}
                store: new
              - name: closed
                path: /closed/**
                when: {headers: {X-Key: open}}
                store: new
              - name: ordered
                path: /both/**
                stores: [new, old]
              - name: rest
                path: /upload/**
                store: new
            """;

    @TempDir
    static Path base;

    private static Site site;

    @BeforeAll
    static void serve() throws Exception {
        write("new/upload/dogs.jpg", "dogs.jpg");
        write("new/upload/fig.jpg", "fig.jpg");
        write("old/both/a.jpg", "dogs.jpg");
        write("old/both/b.jpg", "dogs.jpg");
        write("old/upload/only-old.jpg", "dogs.jpg");
        Files.createDirectories(base.resolve("new/fresh"));
        Files.createDirectories(base.resolve("new/arriving"));
        site = new Site(base).start(ROUTES.formatted(base));
    }

    private static void write(String path, String photo) throws Exception {
        Path file = base.resolve(path);
        Files.createDirectories(file.getParent());
        Path beside = Files.write(base.resolve("beside"), Site.photo(photo));
        Files.move(beside, file);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_redirect_for_good_is_kept_as_long_as_an_image_and_has_no_content(Wire wire) throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            Reply reply = wire == Wire.HTTP_1
                    ? site.send(wire, method, "/upload/a%20b.jpg?w=100", "Host: www.example.com")
                    : site.send(wire, method, "/moved/a%20b.jpg?w=100");
            assertThat(reply.status()).isEqualTo(wire == Wire.HTTP_1 ? 301 : 307);
            assertThat(reply.field("location"))
                    .contains(
                            wire == Wire.HTTP_1
                                    ? "https://img.example.com/upload/a%20b.jpg?w=100"
                                    : "/upload/a%20b.jpg");
            assertThat(reply.field("cache-control").orElse(""))
                    .startsWith(wire == Wire.HTTP_1 ? "public, max-age=86400" : "no-store");
            assertThat(reply.field("content-length").orElse("0")).isEqualTo("0");
            assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void what_is_gone_is_a_problem_that_caches_may_keep() throws Exception {
        Reply gone = site.get("/campaign/2019/a.jpg", "Origin: https://shop.example");
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.field("content-type")).contains("application/problem+json");
        assertThat(gone.text()).contains("\"status\":410", "any more");
        assertThat(gone.field("cache-control")).contains("public, max-age=7200");
        assertThat(gone.field("access-control-allow-origin")).contains("*");
        assertThat(site.send(Wire.HTTP_1, "HEAD", "/campaign/a.jpg").body()).isEmpty();
        assertThat(site.send(Wire.HTTP_1, "OPTIONS", "/campaign/a.jpg").status())
                .isEqualTo(204);
    }

    @Test
    void another_extension_leads_to_the_same_image() throws Exception {
        assertPhoto(site.get("/upload/dogs.JPG"), "dogs.jpg");
        assertPhoto(site.get("/upload/dogs.jpeg"), "dogs.jpg");
        assertThat(site.get("/upload/none.JPG").status()).isEqualTo(404);
    }

    @Test
    void parameters_choose_the_image_also_once_it_is_in_memory() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertPhoto(site.get("/img.php?id=dogs"), "dogs.jpg");
            assertPhoto(site.get("/img.php?id=fig&v=" + i), "fig.jpg");
            assertThat(site.get("/img.php?id=DOGS").status()).isEqualTo(404);
            assertThat(site.get("/img.php").status()).isEqualTo(404);
        }
    }

    @Test
    void header_fields_choose_the_image_and_stand_in_vary_for_all_who_ask() throws Exception {
        for (int i = 0; i < 3; i++) {
            Reply phone = site.get("/page/a.jpg", "User-Agent: a Mobile thing");
            assertPhoto(phone, "fig.jpg");
            assertThat(phone.field("vary")).contains("user-agent");
            Reply other = site.get("/page/a.jpg", "User-Agent: a desk");
            assertPhoto(other, "dogs.jpg");
            assertThat(other.field("vary")).contains("user-agent");
        }
        String etag = site.get("/page/a.jpg").field("etag").orElseThrow();
        Reply same = site.get("/page/a.jpg", "If-None-Match: " + etag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.field("vary")).contains("user-agent");
        assertThat(site.get("/page/a.jpg", "User-Agent: mobile", "If-None-Match: " + etag)
                        .status())
                .isEqualTo(200);
        assertThat(site.get("/upload/dogs.jpg").field("vary")).isEmpty();
    }

    @Test
    void a_network_chooses_the_image_for_this_client_alone() throws Exception {
        for (int i = 0; i < 3; i++) {
            for (String[] client : new String[][] {{"10.1.2.3", "fig.jpg"}, {"192.0.2.1", "dogs.jpg"}}) {
                Reply reply = site.get("/net/a.jpg", "X-Forwarded-For: " + client[0]);
                assertPhoto(reply, client[1]);
                assertThat(reply.field("cache-control").orElse("")).startsWith("private, max-age=");
                assertThat(reply.field("cdn-cache-control")).isEmpty();
            }
        }
        assertPhoto(site.get("/net/a.jpg", "X-Forwarded-For: 10.1.2.3, 192.0.2.7"), "dogs.jpg");
    }

    @Test
    void an_image_that_is_in_memory_still_gets_older() throws Exception {
        write("new/fresh/a.jpg", "dogs.jpg");
        Files.setLastModifiedTime(
                base.resolve("new/fresh/a.jpg"), FileTime.from(Instant.now().plus(Duration.ofSeconds(6))));
        assertPhoto(site.get("/fresh/a.jpg"), "dogs.jpg");
        assertPhoto(site.get("/fresh/a.jpg"), "dogs.jpg");
        Site.await("it is old", () -> site.get("/fresh/a.jpg").status() == 410);
        assertThat(site.get("/fresh/a.jpg").field("cache-control")).contains("no-store");
        assertThat(site.get("/fresh/b.jpg").status())
                .as("what is missing is not new, either")
                .isEqualTo(410);
    }

    @Test
    void a_rule_for_images_that_exist_follows_them_as_they_come_and_go() throws Exception {
        Reply before = site.get("/arriving/a.jpg");
        assertThat(before.status()).isEqualTo(301);
        assertThat(before.field("cache-control")).contains("no-store");
        write("new/arriving/a.jpg", "dogs.jpg");
        Site.await("it is there", () -> site.get("/arriving/a.jpg").status() == 200);
        assertPhoto(site.get("/arriving/a.jpg"), "dogs.jpg");
        Files.delete(base.resolve("new/arriving/a.jpg"));
        Site.await("it is gone", () -> site.get("/arriving/a.jpg").status() == 301);
    }

    @Test
    void stores_are_asked_in_order_and_the_first_is_written_to() throws Exception {
        assertPhoto(site.get("/both/a.jpg"), "dogs.jpg");
        assertThat(site.get("/both/none.jpg").status()).isEqualTo(404);
        site.put("both/c.jpg", Site.photo("fig.jpg"));
        assertThat(base.resolve("new/both/c.jpg")).hasBinaryContent(Site.photo("fig.jpg"));
        assertPhoto(site.get("/both/c.jpg"), "fig.jpg");
        Site.await(
                "what the catalog knows is served wherever it lies",
                () -> site.get("/upload/only-old.jpg").status() == 200);
    }

    @Test
    void a_rule_with_conditions_takes_no_uploads() {
        assertThatThrownBy(() -> site.put("closed/a.jpg", Site.photo("fig.jpg")))
                .hasMessageContaining("403");
    }

    private static void assertPhoto(Reply reply, String photo) throws Exception {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(Site.photo(photo));
    }
}
