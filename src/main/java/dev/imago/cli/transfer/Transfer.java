package dev.imago.cli.transfer;

import dev.imago.cli.client.ImageInfo;
import java.util.Optional;

/**
 * What became of one file.
 *
 * @param digest of the image in hexadecimal, where it is known
 * @param url of the image, where the server told it
 * @param sent bytes that were sent for it
 */
public record Transfer(LocalFile file, Outcome outcome, Optional<String> digest, Optional<String> url, long sent) {
    /** What was done. */
    public enum Outcome {
        /** There was no image with that key. */
        CREATED,
        /** There was another one. */
        REPLACED,
        /** The same bytes are there already. */
        SAME,
        /** There is one, and it was not to be replaced. */
        KEPT
    }

    /** Nothing was sent, because of an image that is there. */
    static Transfer spared(LocalFile file, Outcome outcome, Optional<ImageInfo> there) {
        return new Transfer(file, outcome, there.map(ImageInfo::digest), there.map(ImageInfo::url), 0);
    }
}
