package dev.imago.upload;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import dev.imago.image.Format;
import dev.imago.store.Store;
import java.util.EnumSet;
import java.util.List;

/** What may be uploaded below a route. */
public record UploadSettings(
        @Setting(doc = "Whether anything may be uploaded at all.", byDefault = "true")
        boolean enabled,

        @Setting(
                doc =
                        "Formats that are accepted, told by the bytes. `svg` can carry scripts; accept it only from people you trust.",
                byDefault = "jpeg,png,webp,avif,gif,tiff,heic,jxl",
                example = "jpeg,png,webp")
        List<Format> formats,

        @Setting(doc = "The largest file.", byDefault = "50MB") @Range(min = "1KB", max = "2GB")
        ByteSize maxSize,

        @Setting(doc = "The most pixels: width × height × frames.", byDefault = "250000000")
        @Range(min = "1", max = "10000000000")
        long maxPixels) {
    public UploadSettings {
        formats = List.copyOf(formats);
    }

    /** The policy of a route that leads to this store. */
    public UploadPolicy policy(Store store) {
        var accepted = EnumSet.noneOf(Format.class);
        accepted.addAll(enabled ? formats : List.of());
        return new UploadPolicy(store, accepted, maxSize.bytes(), maxPixels);
    }
}
