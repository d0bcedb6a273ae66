package dev.imago.http.api.images;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.imago.delivery.Previews.Facts;
import dev.imago.transform.preview.Preview;
import java.util.Optional;

/**
 * What the api tells of one image when it is asked for alone.
 *
 * @param orientation as EXIF counts it, 1 to 8, as it lies in the file; width and height of the image are those before it is
 *     applied
 * @param dominantColor as {@code #rrggbb}; absent if the image cannot be decoded, or not now
 * @param blurHash of 4 × 3 components, of the upright image; absent as the colour is
 */
public record ImageDetails(
        @JsonUnwrapped ImageView image,
        Optional<Integer> orientation,
        Optional<String> dominantColor,
        Optional<String> blurHash) {
    static ImageDetails of(ImageView image, Facts facts) {
        return new ImageDetails(
                image,
                facts.orientation(),
                facts.preview().map(Preview::dominantColor),
                facts.preview().map(Preview::blurHash));
    }
}
