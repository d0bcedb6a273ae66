package dev.imago.delivery;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;

/** What is kept of images and renditions in memory and on disk, and how often a hot image is held against its file. */
public record DeliverySettings(
        @Setting(doc = "Memory for hot images, outside the Java heap; `0` switches the tier off.", byDefault = "256MB")
        ByteSize memory,

        @Setting(
                doc = "Images up to this size are kept in memory; larger ones are streamed from their store.",
                byDefault = "1MB")
        @Range(min = "0", max = "64MB")
        ByteSize largestInMemory,

        @Setting(
                doc = "How often the file behind a hot image is looked at, so that a change by another program shows.",
                byDefault = "1s")
        @Range(min = "100ms", max = "1h")
        Duration checkInterval,

        @Setting(
                doc =
                        "Disk space for renditions, in `renditions` below the data directory; `0` keeps none there. One file at most for each 16 KiB of it.",
                byDefault = "4GB")
        ByteSize renditionsOnDisk,

        @Setting(
                doc =
                        "Whether a picture of 2 megapixels is kept there beside large originals of which several small renditions are asked for, as these are made from it in a third of the time.",
                byDefault = "true")
        boolean mezzanine) {}
