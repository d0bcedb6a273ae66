package dev.imago.transform.svg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SvgCleanerTest {
    private static final String ROOT = "<svg xmlns='http://www.w3.org/2000/svg'"
            + " xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:x='urn:x' width='10' height='10'>";

    @Test
    void what_draws_stays() {
        String clean = clean("<defs><linearGradient id='g'><stop offset='1' stop-color='#fff'/></linearGradient></defs>"
                + "<style>.a{fill:red}</style><g class='a'><path d='M0 0L1 1' fill=\"url(#g)\" style='stroke:#000'/>"
                + "<use xlink:href='#g'/><use href='#g'/><text>a &amp; &lt;b></text></g>");
        assertThat(clean)
                .contains("<linearGradient id=\"g\"><stop offset=\"1\" stop-color=\"#fff\"></stop>")
                .contains("<style>.a{fill:red}</style>")
                .contains("fill=\"url(#g)\" style=\"stroke:#000\"")
                .contains("<use xlink:href=\"#g\"></use><use xlink:href=\"#g\"></use>")
                .contains("a &amp; &lt;b&gt;");
        assertThat(SvgCleaner.clean(clean.getBytes(UTF_8))).isEqualTo(clean.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>EVIL</script>",
                "<rect onload='EVIL'/>",
                "<rect ONCLICK='EVIL'/>",
                "<image xlink:href='file:///EVIL'/>",
                "<image href='http://EVIL/'/>",
                "<image href='data:image/svg+xml;base64,EVIL'/>",
                "<use xlink:href='http://EVIL/x.svg#a'/>",
                "<use href='EVIL.svg#a'/>",
                "<a href='javascript:EVIL'><rect/></a>",
                "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='EVIL'/></foreignObject>",
                "<style>@import 'EVIL';</style>",
                "<style>rect{fill:url(http://EVIL/)}</style>",
                "<style>rect{fill:u<!-- -->rl(http://EVIL/)}</style>",
                "<style>rect{fill:u<![CDATA[rl(http://EVIL/)]]>}</style>",
                "<style>rect{fill:\\75 rl(http://EVIL/)}</style>",
                "<style>rect{fill:ur/**/l(http://EVIL/)}</style>",
                "<rect fill='url(http://EVIL/#a)'/>",
                "<rect fill='URL( \"http://EVIL/\" )'/>",
                "<rect style='fill:url(file:///EVIL)'/>",
                "<rect style='fill:\\75rl(EVIL)'/>",
                "<rect x:href='EVIL'/>",
                "<feImage href='EVIL'/>",
                "<animate attributeName='href' to='EVIL'/>",
                "<x:script>EVIL</x:script>",
                "<!-- EVIL -->",
                "<?xml-stylesheet href='EVIL'?>",
                "<metadata>EVIL</metadata>",
                "<g xml:base='http://EVIL/'/>",
                "<g base='http://EVIL/' src='http://EVIL/'/>"
            })
    void what_is_not_harmless_goes(String evil) {
        assertThat(clean(evil + "<rect id='stays'/>")).doesNotContain("EVIL").contains("<rect id=\"stays\">");
    }

    @Test
    void entities_are_refused_and_no_file_is_read() {
        String laughs = "<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>";
        assertThat(refusal(laughs + ROOT + "<text>&c;</text></svg>")).contains("SVG");
        String file = "<!DOCTYPE svg [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>";
        assertThat(refusal(file + ROOT + "<text>&f;</text></svg>")).contains("SVG");
        String attribute = "<!DOCTYPE svg [<!ENTITY a 'http://x/'>]>";
        assertThat(refusal(attribute + ROOT + "<rect id='&a;'/></svg>")).contains("SVG");
        String remote = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://127.0.0.1:9/svg11.dtd'>";
        assertThat(SvgCleaner.clean((remote + ROOT + "<rect/></svg>").getBytes(UTF_8)))
                .isNotEmpty();
    }

    @Test
    void bombs_are_refused() {
        String uses = IntStream.range(1, 12)
                .mapToObj(i -> "<g id='g" + i + "'>" + ("<use href='#g" + (i - 1) + "'/>").repeat(10) + "</g>")
                .collect(Collectors.joining());
        assertThat(refusal(ROOT + "<g id='g0'><rect/></g>" + uses + "</svg>")).contains("multiply");
        String patterns = IntStream.range(1, 12)
                .mapToObj(i -> "<pattern id='p" + i + "'>" + ("<rect fill='url(#p" + (i - 1) + ")'/>").repeat(10)
                        + "</pattern>")
                .collect(Collectors.joining());
        assertThat(refusal(ROOT + "<pattern id='p0'><rect/></pattern>" + patterns + "</svg>"))
                .contains("multiply");
        assertThat(refusal(ROOT + "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>"))
                .contains("circles");
        assertThat(refusal(ROOT + "<g>".repeat(100) + "</g>".repeat(100) + "</svg>"))
                .contains("deep");
        assertThat(refusal(ROOT + "<x:y>".repeat(100) + "</x:y>".repeat(100) + "</svg>"))
                .contains("deep");
        assertThat(refusal(ROOT + "<rect/>".repeat(30_000) + "</svg>")).contains("elements");
        assertThat(refusal(ROOT + " ".repeat(1 << 20) + "</svg>")).contains("bytes");
    }

    @Test
    void what_is_no_svg_is_refused() {
        for (String other : new String[] {"", "<svg", "<svg/>", "<html xmlns='http://www.w3.org/1999/xhtml'/>", ROOT}) {
            assertThat(refusal(other)).as(other).contains("SVG");
        }
    }

    private static String clean(String content) {
        return new String(SvgCleaner.clean((ROOT + content + "</svg>").getBytes(UTF_8)), UTF_8);
    }

    private static String refusal(String document) {
        Fault fault = catchThrowableOfType(Fault.class, () -> SvgCleaner.clean(document.getBytes(UTF_8)));
        assertThat(fault).as("a refusal").isNotNull();
        assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        return fault.message();
    }
}
