package dev.imago.transform;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The processes that make renditions, and what they may take. */
public record RenderSettings(
        @Setting(
                doc = "Processes that make renditions; as many as there are processors if this is not set.",
                example = "4")
        @Range(min = "1", max = "256")
        Optional<Integer> workers,

        @Setting(
                doc = "The longest time that one rendition may take; then its process is ended, and the answer is 504.",
                byDefault = "15s")
        @Range(min = "100ms", max = "10m")
        Duration timeout,

        @Setting(
                doc =
                        "The most memory that a process may have while it makes a rendition; beyond it, it is ended, and the answer is 422.",
                byDefault = "1GB")
        @Range(min = "256MB", max = "1TB")
        ByteSize memory,

        @Setting(doc = "A process is replaced by a fresh one after so many renditions.", byDefault = "2000")
        @Range(min = "1", max = "1000000000")
        int jobsPerWorker,

        @Setting(
                doc = "How many renditions may wait for a process; beyond it, the answer is 503 with `Retry-After`.",
                byDefault = "200")
        @Range(min = "0", max = "100000")
        int queue,

        @Setting(doc = "How long a rendition may wait for a process; then the answer is 503.", byDefault = "10s")
        @Range(min = "0s", max = "10m")
        Duration longestWait,

        @Setting(
                doc =
                        "The file of libvips. If it is not set, it is looked for in the app's folder `native/`, in `node_modules` and in the system.",
                example = "/usr/lib/x86_64-linux-gnu/libvips.so.42")
        Optional<Path> library,

        @Setting(
                doc =
                        "The most pixels of an original, of all its frames together; more is refused before anything is decoded.",
                byDefault = "100000000")
        @Range(min = "1", max = "10000000000")
        long maxPixels,

        @Setting(doc = "The most frames of an animation.", byDefault = "1000") @Range(min = "1", max = "100000")
        int maxFrames,

        @Setting(doc = "The largest original of which renditions are made.", byDefault = "64MB")
        @Range(min = "1KB", max = "1GB")
        ByteSize maxBytes,

        @Setting(
                doc =
                        "The quality of renditions that ask for none, in the terms of JPEG; other formats get the one that looks equal.",
                byDefault = "80")
        @Range(min = "1", max = "100")
        int quality,

        @Setting(doc = "Whether the names of artist and copyright holder stay in renditions.", byDefault = "false")
        boolean keepCopyright,

        @Setting(
                doc = "Whether colours stay in the colour space of the original, with its profile, in place of sRGB.",
                byDefault = "false")
        boolean keepProfile,

        @Setting(
                doc =
                        "Whether a truncated original is delivered with what is there, the rest grey; otherwise it is refused.",
                byDefault = "false")
        boolean damagedToo) {

    public static RenderSettings defaults() {
        return new RenderSettings(
                Optional.empty(),
                Duration.ofSeconds(15),
                ByteSize.parse("1GB"),
                2000,
                200,
                Duration.ofSeconds(10),
                Optional.empty(),
                100_000_000,
                1000,
                ByteSize.parse("64MB"),
                80,
                false,
                false,
                false);
    }
}
