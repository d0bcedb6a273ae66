package dev.imago.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A setting as it holds, for programs.
 *
 * @param key the dotted key: {@code routes[2].store}
 * @param value as it would be written; {@code ***} for a secret, empty if it is not set
 * @param origin where it came from, such as {@code imago.yaml:12} or {@code default}
 */
public record ShownSetting(String key, Optional<String> value, String origin) {
    static List<ShownSetting> all(Effective root) {
        List<ShownSetting> settings = new ArrayList<>();
        add(root, "", settings);
        return List.copyOf(settings);
    }

    private static void add(Effective part, String key, List<ShownSetting> settings) {
        switch (part) {
            case Effective.Text text ->
                settings.add(new ShownSetting(key, Optional.of(text.secret() ? "***" : text.text()), origin(text)));
            case Effective.Absent absent -> settings.add(new ShownSetting(key, Optional.empty(), origin(absent)));
            case Effective.Items items -> {
                for (int i = 0; i < items.items().size(); i++) {
                    add(items.items().get(i), key + "[" + i + "]", settings);
                }
            }
            case Effective.Fields fields ->
                fields.fields().forEach((name, value) -> add(value, key.isEmpty() ? name : key + "." + name, settings));
        }
    }

    private static String origin(Effective part) {
        return part.origin().toString();
    }
}
