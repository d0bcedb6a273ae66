package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HeaderBlockTest {
    private final HeaderBlock block = new HeaderBlock(List.of(new Header("ETag", "one")));
    private final AtomicInteger kept = new AtomicInteger();

    private String encoded() {
        return block.encoded(String.class, fields -> "plain", fields -> "kept " + kept.incrementAndGet());
    }

    @Test
    void a_form_is_made_to_be_kept_at_the_second_use_and_not_again() {
        assertThat(encoded()).isEqualTo("plain");
        assertThat(encoded()).isEqualTo("kept 1");
        assertThat(encoded()).isEqualTo("kept 1");
    }
}
