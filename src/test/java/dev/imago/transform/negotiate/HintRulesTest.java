package dev.imago.transform.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.transform.query.TransformQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HintRulesTest {
    private static final HintSettings ALL = new HintSettings(true, true, true, 50, true);

    private final HintRules rules = rules(ALL);

    private static HintRules rules(HintSettings settings) {
        return new HintRules(settings, new Steps(List.of(1, 1.5, 2, 3)), new Steps(List.of(100, 200, 400, 800)));
    }

    private static Hints hints(Map<String, String> headers) {
        return Hints.of(ALL, name -> Optional.ofNullable(headers.get(name)));
    }

    private String changed(String query, Map<String, String> headers) {
        return rules.apply(TransformQuery.parse(query), hints(headers)).text();
    }

    @Test
    void the_density_of_the_screen_multiplies_sizes_in_steps() {
        assertThat(changed("w=100&h=50", Map.of("Sec-CH-DPR", "1.6"))).isEqualTo("w=200&h=100");
        assertThat(changed("h=50", Map.of("Sec-CH-DPR", "2.625"))).isEqualTo("h=150");
        assertThat(changed("w=100", Map.of("Sec-CH-DPR", "99"))).isEqualTo("w=300");
        assertThat(changed("w=100", Map.of("Sec-CH-DPR", "1"))).isEqualTo("w=100");
        assertThat(changed("format=webp", Map.of("Sec-CH-DPR", "2"))).isEqualTo("format=webp");
    }

    @Test
    void a_rendition_is_not_wider_than_its_place() {
        assertThat(changed("w=1600&h=800", Map.of("Sec-CH-Width", "390"))).isEqualTo("w=400&h=200");
        assertThat(changed("w=100", Map.of("Sec-CH-Width", "390"))).isEqualTo("w=100");
        assertThat(changed("w=300", Map.of("Sec-CH-Width", "390", "Sec-CH-DPR", "2")))
                .isEqualTo("w=400");
        assertThat(changed("format=auto", Map.of("Sec-CH-Width", "390"))).isEqualTo("w=400&format=auto");
        assertThat(changed("h=300", Map.of("Sec-CH-Width", "100"))).isEqualTo("h=300");
    }

    @Test
    void an_address_with_a_density_of_its_own_is_left_alone() {
        var headers = Map.of("Sec-CH-DPR", "3", "Sec-CH-Width", "10");
        assertThat(changed("w=100&dpr=2", headers)).isEqualTo("w=200");
        assertThat(rules.vary(TransformQuery.parse("w=100&dpr=2"))).containsExactly("Save-Data");
    }

    @Test
    void who_saves_data_gets_fewer_bytes() {
        var headers = Map.of("Save-Data", "on", "Sec-CH-DPR", "3");
        assertThat(changed("w=100", headers)).isEqualTo("w=100&q=50");
        assertThat(changed("w=100&q=30", headers)).isEqualTo("w=100&q=30");
        assertThat(changed("w=100", Map.of("Save-Data", "off"))).isEqualTo("w=100");
    }

    @Test
    void what_cannot_be_understood_counts_as_not_told() {
        for (String value : List.of("", "x", "-1", "0", "1e3", "2;3", "99999999999", "NaN", " ")) {
            var headers = Map.of("Sec-CH-DPR", value, "Sec-CH-Width", value, "Save-Data", value);
            assertThat(hints(headers)).as(value).isEqualTo(Hints.NONE);
        }
    }

    @Test
    void an_answer_varies_by_hints_that_could_change_it_also_where_none_was_told() {
        assertThat(rules.vary(TransformQuery.parse("w=100")))
                .containsExactly("Sec-CH-DPR", "Sec-CH-Width", "Save-Data");
        assertThat(rules.vary(TransformQuery.parse("h=100"))).containsExactly("Sec-CH-DPR", "Save-Data");
        assertThat(rules.vary(TransformQuery.parse("q=80"))).containsExactly("Sec-CH-Width", "Save-Data");
        assertThat(rules.acceptCh()).contains("Sec-CH-DPR, Sec-CH-Width");
    }

    @Test
    void hints_that_are_not_wanted_are_not_heard() {
        HintRules none = rules(HintSettings.NONE);
        assertThat(none.vary(TransformQuery.parse("w=100"))).isEmpty();
        assertThat(none.acceptCh()).isEmpty();
        assertThat(Hints.of(HintSettings.NONE, _ -> Optional.of("2"))).isEqualTo(Hints.NONE);
    }
}
