/** The main path: from a request for an image to the answer. Knows HTTP's semantics, but no HTTP library. */
@NullMarked
package dev.imago.delivery;

import org.jspecify.annotations.NullMarked;
