package dev.imago.transform.policy;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Secret;
import dev.imago.config.Setting;
import java.util.List;

/** The keys that sign addresses. */
public record SigningSettings(
        @Setting(
                doc =
                        "Keys of at least 16 characters, each perhaps with a name (`2026-01:SECRET`). All are accepted, the first signs; to change the key put the new one first, and take the old one out when no page has its addresses any more.",
                byDefault = "")
        @Secret
        List<UrlKey> keys)
        implements Checked {
    public SigningSettings {
        keys = List.copyOf(keys);
    }

    @Override
    public void check(Check check) {
        List<String> names = keys.stream()
                .map(key -> key.id().orElse(""))
                .filter(id -> !id.isEmpty())
                .toList();
        if (names.stream().distinct().count() < names.size()) {
            check.refuse("keys", "keys with different names");
        }
    }
}
