package dev.imago.routing;

import java.util.List;
import java.util.Optional;

/** Rules for old addresses, in their order; the first that matches wins. Whether there is a file of the old name is for the caller to see. */
public final class LegacyRules {
    private final List<LegacyRule.Ready> rules;

    /** @throws IllegalArgumentException for a pattern that cannot be */
    public LegacyRules(List<LegacyRule> rules) {
        this.rules = rules.stream().map(LegacyRule::ready).toList();
    }

    /** What a decoded path with its leading slash stands for, if it is an old one. */
    public Optional<LegacyRule.Legacy> of(String path) {
        for (LegacyRule.Ready rule : rules) {
            Optional<LegacyRule.Legacy> legacy = rule.apply(path);
            if (legacy.isPresent()) {
                return legacy;
            }
        }
        return Optional.empty();
    }
}
