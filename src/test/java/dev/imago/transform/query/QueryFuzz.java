package dev.imago.transform.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The query of an address that asks for a rendition. */
final class QueryFuzz {
    @FuzzTest
    void a_query_has_one_canonical_form_that_means_the_same_in_any_order(byte[] bytes) {
        String text = Input.utf8(bytes).text();
        Input.unlessRefused(Fault.Kind.INVALID, () -> TransformQuery.parse(text))
                .ifPresent(query -> {
                    assertThat(TransformQuery.asks(text)).isEqualTo(!query.empty());
                    List<String> pairs = new ArrayList<>(Arrays.asList(text.split("&")));
                    Collections.reverse(pairs);
                    assertThat(TransformQuery.parse(String.join("&", pairs))).isEqualTo(query);
                    if (!query.has(Parameters.PRESET)) {
                        Input.unlessRefused(Fault.Kind.INVALID, query::transform)
                                .ifPresent(transform -> isCanonical(query, transform));
                    }
                });
    }

    private static void isCanonical(TransformQuery query, Transform transform) {
        assertThat(Canonical.of(transform)).isEqualTo(transform);
        String printed = query.text();
        TransformQuery again = TransformQuery.parse(printed);
        assertThat(printed).matches("[A-Za-z0-9%,._~=&-]*");
        assertThat(again.text()).isEqualTo(printed);
        assertThat(again.transform()).isEqualTo(transform);
        assertThat(TransformQuery.of(transform).transform()).isEqualTo(transform);
    }
}
