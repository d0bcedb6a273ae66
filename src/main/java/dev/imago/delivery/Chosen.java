package dev.imago.delivery;

import dev.imago.image.Format;
import dev.imago.transform.Transform;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rendition that is to be made of some image.
 *
 * @param name the same for all requests that get the same picture
 * @param vary the request header fields by which it was chosen
 * @param transform what to make of an image of this format
 */
public record Chosen(String name, Optional<String> vary, Function<Format, Transform> transform) {}
