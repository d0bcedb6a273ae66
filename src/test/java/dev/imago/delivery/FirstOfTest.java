package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Images;
import dev.imago.image.Fault;
import dev.imago.store.Locator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where an image is read that lies at two places. */
final class FirstOfTest {
    private final CatalogEntry image = Images.entry("a.jpg", "one");
    private final CatalogEntry copy = new CatalogEntry(
            image.key(),
            "far",
            new Locator("there"),
            "mark",
            image.digest(),
            image.size(),
            image.format(),
            image.dimensions(),
            image.modified(),
            image.created(),
            image.version());
    private final FirstOf copyFirst = new FirstOf(image, List.of(copy, image));
    private final FirstOf copyLast = new FirstOf(image, List.of(image, copy));

    private static Optional<String> fail(Fault.Kind kind) {
        throw new Fault(kind, "No.");
    }

    @Test
    void the_first_that_has_it_is_read() {
        assertThat(copyFirst.read(() -> Optional.of("counts"), _ -> Optional.of("copy")))
                .contains("copy");
        assertThat(copyLast.read(() -> Optional.of("counts"), _ -> Optional.of("copy")))
                .contains("counts");
    }

    @Test
    void a_copy_that_is_gone_or_fails_is_passed_over() {
        assertThat(copyFirst.read(() -> Optional.of("counts"), _ -> Optional.empty()))
                .contains("counts");
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertThat(copyFirst.read(() -> Optional.of("counts"), _ -> fail(kind)))
                    .contains("counts");
        }
    }

    @Test
    void the_place_that_counts_says_whether_there_is_an_image() {
        assertThat(copyLast.read(Optional::empty, _ -> Optional.of("copy"))).isEmpty();
    }

    @Test
    void a_copy_stands_in_for_a_store_that_does_not_answer() {
        assertThat(copyLast.read(() -> fail(Fault.Kind.TIMEOUT), _ -> Optional.of("copy")))
                .contains("copy");
        assertThatThrownBy(() -> copyLast.read(() -> fail(Fault.Kind.UNAVAILABLE), _ -> Optional.empty()))
                .isInstanceOf(Fault.class);
        assertThatThrownBy(() -> copyLast.read(() -> fail(Fault.Kind.CHANGED), _ -> Optional.of("copy")))
                .isInstanceOf(Fault.class);
    }
}
