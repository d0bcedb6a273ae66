package dev.imago.config;

import java.util.List;
import java.util.Optional;

/**
 * Settings that were read without a problem, and where each came from. Immutable.
 *
 * @param <T> the root record
 */
public final class Configuration<T> {
    private final Shape.Section shape;
    private final T settings;
    private final Effective shown;
    private final List<Problem> warnings;

    Configuration(Shape.Section shape, T settings, Effective shown, List<Problem> warnings) {
        this.shape = shape;
        this.settings = settings;
        this.shown = shown;
        this.warnings = List.copyOf(warnings);
    }

    /** The settings. They may hold secrets: not to be logged. */
    public T settings() {
        return settings;
    }

    /** What is likely a mistake, though it can work, by place. */
    public List<Problem> warnings() {
        return warnings;
    }

    /**
     * All settings as YAML, defaults included, each with a comment on its origin. Secrets are {@code ***}. Without secrets, reading it
     * gives the same settings again.
     */
    public String show() {
        return new EffectiveYaml().write(shown);
    }

    /** All settings, each with its origin, in the order of the records. Secrets are {@code ***}. */
    public List<ShownSetting> list() {
        return ShownSetting.all(shown);
    }

    /**
     * Where a setting came from; empty if there is no such key.
     *
     * @param key the dotted key: {@code routes[2].store}
     */
    public Optional<Origin> origin(String key) {
        return EffectiveYaml.find(shown, key).map(Effective::origin);
    }

    /**
     * The dotted keys of the settings that differ in the next configuration and are not {@link Reloadable}: those whose change takes
     * effect at the next start only. In the order of the records; empty if a reload does it all.
     */
    public List<String> restartNeeded(Configuration<T> next) {
        return Differences.notReloadable(shape, settings, next.settings);
    }
}
