package dev.imago.delivery;

import dev.imago.transform.Transform;

/**
 * A rendition that is to be had of an original.
 *
 * @param what its name: the same for equal renditions by equal settings
 */
record Order(String what, Transform transform) {}
