/**
 * Renditions: what is to be made of an image, and who makes it.
 *
 * <p>A {@link dev.imago.transform.Transform} says what; it is a value, and two that give the same picture are equal. A
 * {@link dev.imago.transform.Renderer} makes it. Nothing here decodes an image in this process.
 */
@NullMarked
package dev.imago.transform;

import org.jspecify.annotations.NullMarked;
