package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server asks of browsers, and what it makes of their answers. */
@Tag("slow")
final class ClientHintsTest {
    private static final String HINTS = "renditions: {client-hints: {dpr: true, width: true%s}}";

    @TempDir
    private Path base;

    @Test
    void hints_are_asked_for_by_option_in_every_answer() throws Exception {
        try (Site site = dogs().start(HINTS.formatted(", advertise: true"))) {
            for (Wire wire : Wire.values()) {
                for (String address : new String[] {"/dogs.jpg", "/dogs.jpg?w=100", "/dogs.jpg?w=0", "/none.jpg"}) {
                    assertThat(site.send(wire, "GET", address).field("accept-ch"))
                            .as(address)
                            .contains("Sec-CH-DPR, Sec-CH-Width");
                }
            }
            String etag = site.get("/dogs.jpg").field("etag").orElseThrow();
            Reply unchanged = site.get("/dogs.jpg", "If-None-Match: " + etag);
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.field("accept-ch")).isPresent();
            site.reload(HINTS.formatted(""));
            assertThat(site.get("/dogs.jpg").field("accept-ch")).isEmpty();
        }
    }

    @Test
    void an_answer_that_depends_on_hints_says_so_whether_they_came_or_not() throws Exception {
        try (Site site = dogs().start(HINTS.formatted(""))) {
            Reply plain = site.get("/dogs.jpg?w=100");
            Reply dense = site.get("/dogs.jpg?w=100", "Sec-CH-DPR: 2.0");
            assertThat(width(plain)).isEqualTo(100);
            assertThat(width(dense)).isEqualTo(200);
            assertThat(plain.field("vary")).contains("Sec-CH-DPR, Sec-CH-Width");
            assertThat(dense.field("vary")).contains("Sec-CH-DPR, Sec-CH-Width");
            assertThat(site.get("/dogs.jpg?w=100&dpr=2").field("vary")).isEmpty();
            assertThat(plain.field("accept-ch")).isEmpty();
        }
    }

    private Site dogs() throws Exception {
        return new Site(base).with("dogs.jpg", Site.photo("dogs.jpg"));
    }

    private static int width(Reply reply) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(reply.body())).getWidth();
    }
}
