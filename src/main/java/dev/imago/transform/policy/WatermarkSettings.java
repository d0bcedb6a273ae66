package dev.imago.transform.policy;

import dev.imago.config.Range;
import dev.imago.config.Setting;
import dev.imago.transform.Position.Edge;
import java.nio.file.Path;
import java.util.Optional;

/** A picture that can be laid over renditions, and how, where an address or preset does not say. */
public record WatermarkSettings(
        @Setting(
                doc =
                        "Its file: PNG or WebP for transparent ones, or JPEG; at most 4 MB and 4096 pixels wide and high.",
                example = "/etc/imago/logo.png")
        Path file,

        @Setting(doc = "Where it stands.", byDefault = "bottom-right")
        Edge position,

        @Setting(doc = "How much it covers, from 0 (nothing) to 100.", byDefault = "100") @Range(min = "0", max = "100")
        int opacity,

        @Setting(
                doc =
                        "Its width as a percentage of the rendition's; if this is not set, it has its own size. It is made smaller where it does not fit.",
                example = "20")
        @Range(min = "1", max = "100")
        Optional<Integer> size) {}
