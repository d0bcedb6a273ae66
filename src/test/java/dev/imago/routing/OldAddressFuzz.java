package dev.imago.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.transform.query.TransformQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Old names of thumbnails: a line with a pattern, a line with a path. */
final class OldAddressFuzz {
    private static final LegacyRules RULES = new LegacyRules(List.of(
            new LegacyRule("{name}_{w}x{h}.{ext}", "{name}.{ext}", "w={w}&h={h}&fit=cover"),
            new LegacyRule("/thumb/{w}/{path}", "/{path}", "w={w}"),
            new LegacyRule("{name}-{q}q.{ext}.{to}", "{name}.{ext}", "q={q}&format={to}")));

    @FuzzTest
    void what_the_wildcards_take_makes_up_the_text_again_and_a_rule_leads_to_a_key(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(2);
        String path = "/" + lines.get(1);
        pattern(lines.get(0)).flatMap(pattern -> pattern.match(path)).ifPresent(taken -> {
            assertThat(taken.values()).doesNotContain("");
            assertThat(new NamedTemplate(lines.get(0)).fill(new HashMap<>(taken), UnaryOperator.identity()))
                    .isEqualTo(path);
        });
        RULES.of(path).ifPresent(legacy -> {
            assertThat(ImageKey.of(legacy.path().substring(1)).value()).isNotEmpty();
            assertThat(legacy.query()).matches("[A-Za-z0-9%,._~=&-]*");
            Input.unlessRefused(Fault.Kind.INVALID, () -> TransformQuery.parse(legacy.query()));
        });
    }

    private static Optional<NamedPattern> pattern(String text) {
        try {
            return Optional.of(NamedPattern.parse(text));
        } catch (IllegalArgumentException documented) {
            assertThat(documented.getMessage()).startsWith("a pattern");
            return Optional.empty();
        }
    }
}
