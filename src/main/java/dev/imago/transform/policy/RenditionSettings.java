package dev.imago.transform.policy;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import dev.imago.transform.negotiate.HintSettings;
import dev.imago.transform.query.Parameters;
import java.util.List;
import java.util.Map;

/** Which renditions are made, and how. */
public record RenditionSettings(
        @Setting(
                doc =
                        "What anybody may ask for: `off`: nothing, queries are ignored; `presets` only; `ladder`: presets, and sizes rounded up to steps; `signed`: addresses that were signed; `open`: anything within the limits.",
                byDefault = "ladder")
        RenditionMode mode,

        @Setting(
                doc =
                        "Renditions by name, written as in an address: `card: w=400&h=300&fit=cover` is had by `?preset=card`.")
        Map<String, Preset> presets,

        @Setting(
                doc =
                        "Make renditions of SVG, too. What is not harmless is taken out of the document before it is drawn, in a worker process.",
                byDefault = "false")
        boolean svg,

        @Setting(
                doc = "Pictures that can be laid over renditions, by name: `watermark=NAME` in a preset or an address.")
        Map<String, WatermarkSettings> watermarks,

        @Setting(doc = "The steps of `mode: ladder`.") LadderSettings ladder,

        @Setting(doc = "The keys of `mode: signed`.") SigningSettings signing,

        @Setting(doc = "What clients tell of themselves and is listened to.")
        HintSettings clientHints,

        @Setting(
                doc =
                        "The most pixels of a box (`w` times `h`) that can be asked for by a signed address or in `mode: open`.",
                byDefault = "50000000")
        @Range(min = "1", max = "268435456")
        int maxPixels)
        implements Checked {
    public RenditionSettings {
        presets = Map.copyOf(presets);
        watermarks = Map.copyOf(watermarks);
    }

    @Override
    public void check(Check check) {
        if (mode == RenditionMode.SIGNED && signing.keys().isEmpty()) {
            check.refuse("signing.keys", "at least one key, as `mode` is signed");
        }
        presets.keySet().forEach(name -> requireName("presets." + name, name, check));
        watermarks.keySet().forEach(name -> requireName("watermarks." + name, name, check));
        presets.forEach((name, preset) -> preset.query()
                .get(Parameters.WATERMARK)
                .filter(mark -> !watermarks.containsKey(mark.image()))
                .ifPresent(mark -> check.refuse(
                        "presets." + name,
                        "a watermark that is configured, not " + mark.image(),
                        List.copyOf(watermarks.keySet()))));
    }

    private static void requireName(String key, String name, Check check) {
        if (!name.matches(Parameters.NAME)) {
            check.refuse(key, "a name of letters, digits, -, _ and ., such as card");
        }
    }
}
