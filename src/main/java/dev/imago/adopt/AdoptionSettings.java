package dev.imago.adopt;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;

/** How Imago keeps up with other programs that write to its folders. */
public record AdoptionSettings(
        @Setting(
                doc = "Take note of files that other programs put into, change in, or remove from the folder.",
                byDefault = "true")
        boolean enabled,

        @Setting(
                doc = "How often the whole folder is compared with the catalog, in case a notification was lost.",
                byDefault = "1h")
        @Range(min = "1s", max = "30d")
        Duration rescan,

        @Setting(doc = "How fast a scan may read new files, in bytes per second.", byDefault = "200MB")
        @Range(min = "1MB", max = "100GB")
        ByteSize scanRate) {}
