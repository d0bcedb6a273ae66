package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cache in front keeps for everybody never depends on a field that it does not know of. */
final class CachePoisoningTest {
    private static final String KEY = "upload/fig.jpg";

    /** Fields by which proxies and frameworks let a client change what it asks for, who it is, or where it is. */
    private static final List<String> UNKEYED = List.of(
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Scheme: https",
            "X-Forwarded-Port: 1",
            "X-Forwarded-Prefix: /evil",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Server: evil.example",
            "X-Real-IP: 127.0.0.1",
            "Forwarded: for=127.0.0.1;host=evil.example;proto=https",
            "X-Host: evil.example",
            "X-Original-URL: /upload/other.jpg",
            "X-Rewrite-URL: /upload/other.jpg",
            "X-HTTP-Method-Override: DELETE",
            "X-Method-Override: DELETE",
            "X-HTTP-Method: HEAD",
            "X-Amz-Website-Redirect-Location: //evil.example",
            "Referer: https://evil.example/",
            "User-Agent: \"><script>",
            "Cookie: session=1",
            "Authorization: Bearer nobody",
            "Accept-Language: xx",
            "Accept-Encoding: gzip, br",
            "Accept: text/html",
            "Accept: image/webp",
            "Origin: https://evil.example",
            "Origin: https://shop.example",
            "Sec-CH-DPR: 3",
            "Sec-CH-Width: 10",
            "Save-Data: on",
            "Cache-Control: no-cache",
            "Pragma: no-cache",
            "Content-Type: text/html",
            "X-Request-Id: evil",
            "Via: 1.1 evil",
            "Upgrade-Insecure-Requests: 1");

    @TempDir
    static Path folder;

    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(folder)
                .with(KEY, Site.photo("fig.jpg"))
                .with("upload/other.jpg", Site.photo("fig.jpg"))
                .start("""
                        renditions: {client-hints: {dpr: true, width: true, save-data: true}}
                        routes:
                          - name: all
                            delivery: {cors-origins: [https://shop.example], missing-max-age: 10s}
                        """);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void what_a_field_changes_is_in_vary() throws Exception {
        Set<String> heeded = new TreeSet<>();
        for (String target : List.of(
                "/" + KEY,
                "/" + KEY + "?w=200",
                "/" + KEY + "?w=200&format=auto",
                "/upload/missing.jpg",
                "/" + KEY + "?w=nonsense")) {
            Reply plain = site.get(target);
            for (String field : UNKEYED) {
                Reply changed = site.get(target, field);
                if (!sameForACache(plain, changed)) {
                    heeded.add(nameOf(field));
                    assertThat(names(plain)).as("%s with %s", target, field).contains(nameOf(field));
                    assertThat(names(changed)).as("%s with %s", target, field).contains(nameOf(field));
                }
            }
        }
        assertThat(heeded).containsExactly("accept", "origin", "save-data", "sec-ch-dpr", "sec-ch-width");
    }

    @Test
    void another_host_changes_nothing_where_no_route_tells_hosts_apart() throws Exception {
        Reply plain = site.get("/" + KEY);
        assertThat(sameForACache(plain, site.get("/" + KEY, "Host: evil.example")))
                .isTrue();
        Reply missing = site.get("/upload/missing.jpg", "Host: evil.example");
        assertThat(missing.text() + missing.fields()).doesNotContain("evil.example");
    }

    private static boolean sameForACache(Reply one, Reply other) {
        return one.status() == other.status()
                && kept(one).equals(kept(other))
                && withoutId(one).equals(withoutId(other));
    }

    private static TreeMap<String, List<String>> kept(Reply reply) {
        var kept = new TreeMap<>(reply.lastingFields());
        kept.keySet().removeAll(List.of("server-timing", "age"));
        return kept;
    }

    /** The body, without the number of the request that a problem tells. */
    private static String withoutId(Reply reply) {
        return reply.text().replaceAll("urn:imago:request:[^\"]*", "");
    }

    private static List<String> names(Reply reply) {
        return List.of(reply.field("vary").orElse("").toLowerCase(Locale.ROOT).split(" *, *"));
    }

    private static String nameOf(String field) {
        return field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
    }
}
