package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What records themselves contribute to reading. */
class RecordsTest {
    record Inner(
            @Setting(doc = "d") int low, @Setting(doc = "d") int high) {
        Inner {
            if (low > high) {
                throw new IllegalArgumentException("low not above high");
            }
        }
    }

    record Outer(@Setting(doc = "d") Inner inner) {}

    record Sloppy(@Setting(doc = "d", byDefault = "1") int size) implements Checked {
        @Override
        public void check(Check check) {
            check.refuse("sise", "anything");
        }
    }

    record Broken(@Setting(doc = "d", byDefault = "1") int size) {
        Broken {
            if (size == 1) {
                throw new UnsupportedOperationException("a bug");
            }
        }
    }

    record Ambiguous(
            @Setting(doc = "d") A a,
            @Setting(doc = "d", byDefault = "1") int aB) {
        record A(@Setting(doc = "d", byDefault = "1") int b) {}
    }

    @TempDir
    Path folder;

    private List<String> problems(Class<?> type, Sources sources) {
        var refused = catchThrowableOfType(ConfigException.class, () -> Configurations.read(type, sources));
        return refused.getMessage().replace(folder + "/", "").lines().toList();
    }

    @Test
    void a_constructor_may_refuse_what_it_is_given() {
        assertThat(problems(Outer.class, new Reading(folder).sources("inner:\n  low: 2\n  high: 1\n")))
                .containsExactly("imago.yaml:1: inner: expected low not above high");
    }

    @Test
    void required_settings_are_missed_without_a_file_too() {
        assertThat(problems(Outer.class, Sources.none()))
                .containsExactly(
                        "configuration: inner.high: missing; expected a whole number",
                        "configuration: inner.low: missing; expected a whole number");
    }

    @Test
    void a_variable_that_could_mean_two_settings_is_refused() {
        var sources = Sources.none().withEnvironment(java.util.Map.of("IMAGO_A_B", "2"), java.util.Set.of());
        assertThat(problems(Ambiguous.class, sources))
                .containsExactly("IMAGO_A_B: stands for a.b and a-b; expected one of them in the file");
    }

    @Test
    void a_check_of_a_setting_that_is_not_there_is_a_mistake_of_the_program() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Configurations.read(Sloppy.class, Sources.none()))
                .withMessageContaining("has no setting sise");
    }

    @Test
    void a_constructor_that_fails_is_no_problem_of_the_user() {
        assertThat(catchThrowableOfType(
                        IllegalStateException.class, () -> Configurations.read(Broken.class, Sources.none())))
                .hasRootCauseMessage("a bug");
    }
}
