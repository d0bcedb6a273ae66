package dev.imago.upload.tus;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;

/** Resumable uploads. */
public record TusSettings(
        @Setting(
                doc =
                        "How long an unfinished upload is kept after its last byte came, and a finished one is remembered.",
                byDefault = "1d")
        @Range(min = "1m", max = "30d")
        Duration expires,

        @Setting(
                doc = "The largest resumable upload, whatever its place allows; announced as `Tus-Max-Size`.",
                byDefault = "2GiB")
        @Range(min = "1KB")
        ByteSize maxBytes,

        @Setting(
                doc =
                        "Room that is left free on the disk: an upload that does not fit is refused at once, and stopped (507) when others have taken the room meanwhile.",
                byDefault = "256MB")
        ByteSize keepFree) {

    public static TusSettings defaults() {
        return new TusSettings(Duration.ofDays(1), new ByteSize(2L << 30), new ByteSize(256_000_000));
    }
}
