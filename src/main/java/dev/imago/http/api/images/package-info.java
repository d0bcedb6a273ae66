/**
 * The endpoints of images: {@code /v1/images} and what belongs to it. {@link dev.imago.http.api.images.ImageEndpoints} lists
 * them all.
 */
@NullMarked
package dev.imago.http.api.images;

import org.jspecify.annotations.NullMarked;
