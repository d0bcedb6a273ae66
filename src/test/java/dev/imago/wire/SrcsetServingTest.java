package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Dimensions;
import dev.imago.image.Sniffer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the api offers to pages, held against what browsers get. */
@Tag("slow")
final class SrcsetServingTest {
    private static final String KEY = "upload/a%20dog&co.jpg";

    @TempDir
    private Path base;

    private Site serving(String yaml, byte[] image) throws Exception {
        Site site = new Site(base).start(yaml);
        site.put(KEY, image);
        return site;
    }

    private Site photo(String yaml) throws Exception {
        return serving(yaml, Site.photo("dogs.jpg"));
    }

    private static Reply api(Site site, String target) throws Exception {
        return Wire.HTTP_1.send(site.api(), "GET", target, "Authorization: Bearer " + Site.ADMIN_KEY);
    }

    /** Every candidate is there, and as large as it was said to be. */
    private JsonNode checked(Site site, String query) throws Exception {
        Reply reply = api(site, "/v1/images/" + KEY + ":srcset?" + query);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode json = Json.mapper().readTree(reply.text());
        assertThat(json.get("candidates")).isNotEmpty().allSatisfy(candidate -> {
            Dimensions real = got(site, candidate.get("url").asString());
            assertThat(real.width()).isEqualTo(candidate.get("width").asInt());
            assertThat(real.height()).isEqualTo(candidate.get("height").asInt());
        });
        Dimensions usual = got(site, json.get("src").asString());
        assertThat(usual.width()).isEqualTo(json.get("width").asInt());
        assertThat(usual.height()).isEqualTo(json.get("height").asInt());
        return json;
    }

    private Dimensions got(Site site, String url) throws Exception {
        assertThat(url).startsWith(site.uri() + "/" + KEY + "?");
        URI address = URI.create(url);
        Reply reply = site.get(address.getRawPath() + "?" + address.getRawQuery());
        assertThat(reply.status()).as(url + " " + reply.text()).isEqualTo(200);
        Path file = Files.write(base.resolve("reply"), reply.body());
        try (var channel = Files.newByteChannel(file)) {
            return Sniffer.read(channel).orElseThrow().dimensions().orElseThrow();
        }
    }

    @Test
    void browsers_get_the_sizes_that_pages_were_told() throws Exception {
        try (Site site = photo("renditions: {presets: {card: 'w=210&h=157&format=jpeg'}}")) {
            assertThat(checked(site, "preset=card").get("srcset").asString()).contains("preset=card 1x, ");
            checked(site, "preset=card&sizes=50vw");
            checked(site, "w=123&h=77&fit=inside");
            checked(site, "h=111&format=png");
            JsonNode wide = checked(site, "w=90,300,9000&h=45&alt=%22%3Cb%3E%22&sizes=(min-width:%2060em)%2050vw");
            assertThat(wide.get("html").asString())
                    .startsWith("<img src=\"http://")
                    .contains("a%20dog&amp;co.jpg?w=")
                    .endsWith(" alt=\"&quot;&lt;b&gt;&quot;\">");
            assertThat(wide.get("sizes").asString()).isEqualTo("(min-width: 60em) 50vw");
        }
    }

    @Test
    void signed_addresses_are_made_where_they_are_wanted() throws Exception {
        String signed = "renditions: {mode: signed, signing: {keys: ['k1:a-secret-of-some-length']}}";
        try (Site site = photo(signed)) {
            JsonNode json = checked(site, "w=300&fit=cover&expires=9999999999");
            assertThat(json.get("src").asString()).contains("&expires=9999999999&kid=k1&sig=");
            checked(site, "w=100,200");
            String src = json.get("src").asString();
            URI forged = URI.create(src.replace("w=300", "w=301"));
            assertThat(site.get(forged.getRawPath() + "?" + forged.getRawQuery())
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void an_original_that_lies_on_its_side_is_offered_upright() throws Exception {
        byte[] photo = Site.photo("dogs.jpg");
        byte[] exif = java.util.HexFormat.of()
                .parseHex("ffe100224578696600004d4d002a0000000800010112000300000001000600000000" + "0000");
        byte[] lying = java.nio.ByteBuffer.allocate(photo.length + exif.length)
                .put(photo, 0, 2)
                .put(exif)
                .put(photo, 2, photo.length - 2)
                .array();
        try (Site site = serving("renditions: {mode: open}", lying)) {
            JsonNode known =
                    Json.mapper().readTree(api(site, "/v1/images/" + KEY).text());
            assertThat(known.get("orientation").asInt()).isEqualTo(6);
            assertThat(known.get("width").asInt())
                    .isLessThan(known.get("height").asInt());
            JsonNode json = checked(site, "w=200");
            assertThat(json.get("height").asInt()).isLessThan(200);
        }
    }

    @Test
    void what_cannot_be_offered_is_refused_by_name() throws Exception {
        try (Site site = photo("")) {
            for (var each : List.of(
                    List.of("w=0", "400", "w"),
                    List.of("w=10,x", "400", "w"),
                    List.of("", "400", "w, h"),
                    List.of("w=10&heigth=3", "400", "heigth"),
                    List.of("w=10&sig=x", "400", "sig"),
                    List.of("w=10&expires=99", "400", "expires"),
                    List.of("w=10&sizes=%0A", "400", "sizes"),
                    List.of("preset=none", "400", "none"),
                    List.of("w=10&crop=0,0,5,5", "403", "crop"))) {
                Reply reply = api(site, "/v1/images/" + KEY + ":srcset?" + each.get(0));
                assertThat(String.valueOf(reply.status())).as(each.get(0)).isEqualTo(each.get(1));
                assertThat(reply.text()).contains(each.get(2));
            }
            assertThat(api(site, "/v1/images/none.jpg:srcset?w=10").status()).isEqualTo(404);
            assertThat(Wire.HTTP_1
                            .send(site.api(), "GET", "/v1/images/" + KEY + ":srcset?w=10")
                            .status())
                    .isEqualTo(401);
        }
    }
}
