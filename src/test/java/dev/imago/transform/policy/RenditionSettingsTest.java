package dev.imago.transform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.JsonSchema;
import dev.imago.config.Reference;
import dev.imago.config.Sources;
import dev.imago.transform.negotiate.HintSettings;
import org.junit.jupiter.api.Test;

final class RenditionSettingsTest {
    private static String refusal(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> Policies.read(yaml))
                .getMessage();
    }

    @Test
    void everything_has_a_default() throws Exception {
        RenditionSettings settings =
                Configurations.read(RenditionSettings.class, Sources.none()).settings();
        assertThat(settings.mode()).isEqualTo(RenditionMode.LADDER);
        assertThat(settings.presets()).isEmpty();
        assertThat(settings.ladder().sides()).contains(200, 400, 3840);
        assertThat(settings.clientHints()).isEqualTo(HintSettings.NONE);
    }

    @Test
    void all_of_it_can_be_written() {
        RenditionSettings settings = Policies.settings("""
                mode: signed
                presets:
                  card: w=400&h=300&fit=cover&format=auto
                  thumb: w=200&h=200
                ladder:
                  sides: [100, 200]
                  shapes: ["1:1", "4:3"]
                  qualities: [80]
                  effects: false
                  blurs: [2.5]
                  sharpens: [1]
                  backgrounds: ["#f00", white]
                signing:
                  keys: ["b:0123456789abcdef", fedcba9876543210]
                client-hints: {dpr: true, width: true, save-data: true, save-data-quality: 40}
                max-pixels: 1000000
                """);
        assertThat(settings.presets().get("card").query().text()).isEqualTo("w=400&h=300&format=auto");
        assertThat(settings.ladder().shapes()).containsExactly(new Shape(1, 1), new Shape(4, 3));
        assertThat(settings.signing().keys().getFirst().id()).contains("b");
        assertThat(settings.clientHints().saveDataQuality()).isEqualTo(40);
    }

    @Test
    void a_preset_that_cannot_be_is_refused_with_the_reason() {
        assertThat(refusal("presets: {card: w=400&hight=300}")).contains("presets.card", "Did you mean h?");
        assertThat(refusal("presets: {card: w=0}")).contains("w takes a whole number");
        assertThat(refusal("presets: {card: v=1}")).contains("parameters of a rendition");
        assertThat(refusal("presets: {card: preset=other}")).contains("without preset");
        assertThat(refusal("presets: {card: w=4&sig=x}")).contains("without sig");
        assertThat(refusal("presets: {card: w=9000&dpr=8}")).contains("dpr takes");
        assertThat(refusal("presets: {a/b: w=4}")).contains("a name of letters");
    }

    @Test
    void what_cannot_work_is_refused() {
        assertThat(refusal("mode: signed")).contains("signing.keys", "at least one key");
        assertThat(refusal("ladder: {sides: []}")).contains("ladder.sides", "at least one value");
        assertThat(refusal("ladder: {shapes: ['4/3']}")).contains("a shape such as 4:3");
        assertThat(refusal("ladder: {backgrounds: [pinkish]}")).contains("a colour");
        assertThat(refusal("signing: {keys: ['a:0123456789abcdef', 'a:0123456789abcdeF']}"))
                .contains("different names");
    }

    @Test
    void a_key_is_never_shown() throws Exception {
        String secret = "0123456789abcdef";
        assertThat(refusal("signing: {keys: ['" + secret + ":" + secret + ":']}"))
                .doesNotContain(secret);
        assertThat(UrlKey.parse("a:" + secret)).hasToString("a:***");
        assertThat(Policies.settings("signing: {keys: ['" + secret + "']}").toString())
                .doesNotContain(secret);
    }

    @Test
    void the_reference_and_the_schema_can_be_made_of_it() {
        assertThat(Reference.of(RenditionSettings.class)).contains("ladder.sides", "client-hints.save-data", "presets");
        assertThat(JsonSchema.of(RenditionSettings.class)).contains("\"max-pixels\"");
    }
}
