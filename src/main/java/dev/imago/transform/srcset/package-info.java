/** The text by which a page offers an image in several sizes. Pure. */
@NullMarked
package dev.imago.transform.srcset;

import org.jspecify.annotations.NullMarked;
