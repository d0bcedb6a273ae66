package dev.imago.transform.policy;

import dev.imago.config.Names;
import dev.imago.image.Fault;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.Map;
import java.util.Optional;

/** The presets by their names. */
final class Presets {
    private final Map<String, Preset> byName;

    Presets(Map<String, Preset> byName) {
        this.byName = Map.copyOf(byName);
    }

    /** The query with the parameters of the preset that it names, its own before those of the preset. */
    TransformQuery resolve(TransformQuery query) {
        Optional<String> name = query.get(Parameters.PRESET);
        return name.isEmpty() ? query : query.over(named(name.get()).query());
    }

    /** @throws Fault of kind {@code INVALID} with the closest name that there is */
    private Preset named(String name) {
        Preset preset = byName.get(name);
        if (preset == null) {
            String hint = Names.closest(name, byName.keySet())
                    .map(known -> " Did you mean " + known + "?")
                    .orElse("");
            throw new Fault(Fault.Kind.INVALID, "There is no preset '" + name + "'." + hint);
        }
        return preset;
    }
}
