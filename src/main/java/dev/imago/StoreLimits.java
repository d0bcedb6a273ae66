package dev.imago;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** How much a store that is reached by a network may take, in time and connections, before it is left alone. */
public record StoreLimits(
        @Setting(
                doc =
                        "How long a call of the store may take, its repetitions included. Bytes get more time, see `slowest`.",
                byDefault = "10s")
        @Range(min = "100ms", max = "10m")
        Duration deadline,

        @Setting(
                doc = "How few bytes a second an image may come or go with in the long run before it is given up.",
                byDefault = "32KiB")
        @Range(min = "1B", max = "1GiB")
        ByteSize slowest,

        @Setting(
                doc = "How many calls and open images there may be at a time. More wait for a second, then get 503.",
                byDefault = "64")
        @Range(min = "1", max = "10000")
        int connections,

        @Setting(doc = "How often a call that failed is repeated, where that is safe.", byDefault = "2")
        @Range(min = "0", max = "10")
        int retries,

        @Setting(doc = "How many bytes a second may be read from the store; absent: any number.", example = "50MB")
        @Range(min = "1KB", max = "1TB")
        Optional<ByteSize> readRate,

        @Setting(doc = "How many bytes a second may be put into the store; absent: any number.", example = "20MB")
        @Range(min = "1KB", max = "1TB")
        Optional<ByteSize> writeRate) {}
