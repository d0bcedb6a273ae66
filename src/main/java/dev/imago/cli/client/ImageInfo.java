package dev.imago.cli.client;

import java.time.Instant;
import java.util.Optional;

/**
 * What the server knows of an image.
 *
 * @param url of the public listener
 * @param digest SHA-256 in hexadecimal
 * @param size in bytes
 * @param orientation as EXIF counts it; in what is told of one image alone, as are the colours
 */
public record ImageInfo(
        String key,
        String url,
        String etag,
        String digest,
        long size,
        String type,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<Integer> frames,
        Instant created,
        Instant modified,
        String store,
        long version,
        Optional<Integer> orientation,
        Optional<String> dominantColor,
        Optional<String> blurHash) {}
