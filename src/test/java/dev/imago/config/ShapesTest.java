package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Mistakes in annotations are found when the record is first read. */
class ShapesTest {
    record NoSetting(int port) {}

    record WrongDefault(
            @Setting(doc = "d", byDefault = "many") int port) {}

    record DefaultOutOfRange(
            @Setting(doc = "d", byDefault = "0") @Range(min = "1")
            int port) {}

    record WrongExample(
            @Setting(doc = "d", example = "1, x") List<Integer> ports) {}

    record OptionalWithDefault(
            @Setting(doc = "d", byDefault = "1") Optional<Integer> port) {}

    record Unsupported(@Setting(doc = "d") Thread thread) {}

    record Endless(@Setting(doc = "d") List<Endless> more) {}

    record Twins(
            @Setting(doc = "d", byDefault = "1") int a,
            @Setting(doc = "d", key = "a", byDefault = "1") int b) {}

    sealed interface Nameless {
        record One() implements Nameless {}
    }

    record OfNameless(@Setting(doc = "d") Nameless nameless) {}

    private static void assertRefused(Class<?> type, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> Shapes.of(type)).withMessageContaining(reason);
    }

    @Test
    void mistakes_in_annotations_are_refused() {
        assertRefused(NoSetting.class, "NoSetting.port lacks @Setting");
        assertRefused(WrongDefault.class, "default \"many\" is refused; expected a whole number");
        assertRefused(DefaultOutOfRange.class, "expected a whole number at least 1");
        assertRefused(WrongExample.class, "example \"1, x\" is refused");
        assertRefused(OptionalWithDefault.class, "default for an Optional");
        assertRefused(Unsupported.class, "unsupported type");
        assertRefused(Endless.class, "contains itself");
        assertRefused(Twins.class, "two keys a");
        assertRefused(OfNameless.class, "lacks @Named");
        assertRefused(String.class, "is no record");
    }
}
