package dev.imago.http.api.images;

import dev.imago.http.api.Call;
import dev.imago.image.ImageKey;
import java.util.function.Function;

/** Where images are found on the public listener. */
@FunctionalInterface
public interface PublicUrls {
    /** The absolute URL of an image, for the one who calls. */
    String of(Call call, ImageKey key);

    /** The same for several images. */
    default Function<ImageKey, String> seenBy(Call call) {
        return key -> of(call, key);
    }
}
