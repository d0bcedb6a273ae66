package dev.imago.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renditions of SVG: by option, sharp at any size, and harmless whatever the file says. */
@Tag("slow")
final class SvgServingTest {
    private static final String ROOT =
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='20' height='10'>";
    private static final String ON = "renditions: {mode: open, svg: true}";

    @TempDir
    private Path base;

    @Test
    void an_svg_is_a_rendition_only_by_option() throws Exception {
        try (Site site = with("<rect width='20' height='10' fill='red'/>").start("renditions: {mode: open}")) {
            Reply refused = site.get("/it.svg?w=200");
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.text()).contains("renditions.svg");
            assertThat(site.get("/it.svg").status()).isEqualTo(200);
            site.reload(ON);
            assertThat(site.get("/it.svg?w=200").status()).isEqualTo(200);
        }
    }

    @Test
    void it_is_drawn_at_the_asked_size_and_in_any_format() throws Exception {
        try (Site site = with("<rect width='10' height='10' fill='#c00000'/>").start(ON)) {
            BufferedImage image = picture(site.get("/it.svg?w=400"));
            assertThat(image.getWidth()).isEqualTo(400);
            assertThat(image.getHeight()).isEqualTo(200);
            assertThat(image.getRGB(198, 100)).isEqualTo(0xFFC00000);
            assertThat(image.getRGB(202, 100) >>> 24).as("transparent").isZero();
            for (String format : new String[] {"jpeg", "webp"}) {
                assertThat(site.get("/it.svg?w=40&format=" + format).field("content-type"))
                        .contains("image/" + format);
            }
        }
    }

    @Test
    void it_reads_no_file_and_asks_no_address() throws Exception {
        Path green = base.resolve("green.svg");
        Files.writeString(green, ROOT + "<rect id='a' width='20' height='10' fill='#00ff00'/></svg>");
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + other.getLocalPort() + "/x.svg";
            StringBuilder content = new StringBuilder("<rect width='20' height='10' fill='#c00000'/>");
            for (String link : new String[] {green.toUri().toString(), green.toString(), address}) {
                content.append("<image xlink:href='" + link + "' width='20' height='10'/><image href='" + link
                        + "' width='20' height='10'/><use xlink:href='" + link + "#a'/>"
                        + "<rect width='20' height='10' fill='url(" + link + "#a)'/>");
            }
            try (Site site =
                    with("<style>@import '" + address + "';</style>" + content).start(ON)) {
                assertThat(picture(site.get("/it.svg?w=20")).getRGB(10, 5)).isEqualTo(0xFFC00000);
            }
            other.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatThrownBy(other::accept)
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void bombs_cost_their_own_request_and_no_worker() throws Exception {
        StringBuilder uses = new StringBuilder(ROOT + "<g id='g0'><rect width='1' height='1'/></g>");
        for (int i = 1; i < 12; i++) {
            uses.append("<g id='g" + i + "'>" + ("<use xlink:href='#g" + (i - 1) + "'/>").repeat(10) + "</g>");
        }
        String laughs =
                "<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;'>]>" + ROOT + "<text>&b;</text></svg>";
        String passwd =
                "<!DOCTYPE svg [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>" + ROOT + "<text y='9'>&f;</text></svg>";
        String huge =
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000000 1000000'><rect width='9' height='9'/></svg>";
        String wide =
                "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'><rect width='9' height='9'/></svg>";
        try (Site site = with("<rect width='20' height='10' fill='red'/>")
                .with("uses.svg", bytes(uses + "</svg>"))
                .with("laughs.svg", bytes(laughs))
                .with("passwd.svg", bytes(passwd))
                .with("huge.svg", bytes(huge))
                .with("wide.svg", bytes(wide))
                .start(ON)) {
            // Some versions of librsvg draw it, scaled down.
            assertThat(site.get("/wide.svg?w=100").status()).isIn(200, 422);
            for (String name : new String[] {"uses", "laughs", "passwd", "huge"}) {
                Reply reply = site.get("/" + name + ".svg?w=100");
                assertThat(reply.status()).as(name + ": " + reply.text()).isEqualTo(422);
                assertThat(reply.text()).doesNotContain("root:");
            }
            assertThat(site.get("/it.svg?w=100").status()).isEqualTo(200);
            assertThat(site.metric("imago_renditions_worker_restarts_total", ""))
                    .isZero();
        }
    }

    private Site with(String content) throws Exception {
        return new Site(base).with("it.svg", bytes(ROOT + content + "</svg>"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static BufferedImage picture(Reply reply) throws Exception {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ImageIO.read(new ByteArrayInputStream(reply.body()));
    }
}
