package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import dev.imago.image.Format;
import dev.imago.routing.LegacyRules;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.policy.RenditionSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PolicyRulesTest {
    private static PolicyRules rules(Flag... flags) throws Exception {
        RenditionSettings settings = Configurations.read(
                        RenditionSettings.class, Sources.none().withFlags(List.of(flags)))
                .settings();
        return new PolicyRules(
                new RenditionPolicy(settings),
                settings.clientHints(),
                () -> Optional.of(Set.of(OutputFormat.values())),
                new LegacyRules(List.of()),
                Clock.systemUTC());
    }

    private static Chosen chosen(PolicyRules rules, String query, FakeRequest request) {
        return rules.wish("/a.jpg", query).orElseThrow().chosen(request);
    }

    @Test
    void the_same_picture_is_kept_apart_where_answers_depend_on_other_fields() throws Exception {
        PolicyRules rules = rules(new Flag("test", "client-hints.dpr", "true"));
        Chosen hinted = chosen(rules, "w=400", FakeRequest.get("/a.jpg").with("Sec-CH-DPR", "2"));
        Chosen told = chosen(rules, "w=400&dpr=2", FakeRequest.get("/a.jpg"));
        assertThat(hinted.transform().apply(Format.JPEG))
                .isEqualTo(told.transform().apply(Format.JPEG));
        assertThat(hinted.vary()).contains("Sec-CH-DPR");
        assertThat(told.vary()).isEmpty();
        assertThat(hinted.name()).isNotEqualTo(told.name());
    }

    @Test
    void what_may_move_becomes_no_format_that_stands_still() throws Exception {
        FakeRequest modern = FakeRequest.get("/a.jpg").with("Accept", "image/avif,image/webp");
        Chosen chosen = chosen(rules(), "w=400&format=auto", modern);
        assertThat(chosen.transform().apply(Format.JPEG).output().format()).contains(OutputFormat.AVIF);
        assertThat(chosen.transform().apply(Format.GIF).output().format()).contains(OutputFormat.WEBP);
    }

    @Test
    void a_site_whose_addresses_have_such_queries_already_can_switch_renditions_off() throws Exception {
        PolicyRules rules = rules(new Flag("test", "mode", "off"));
        assertThat(rules.wish("/a.jpg", "w=400&q=20190101")).isEmpty();
    }
}
