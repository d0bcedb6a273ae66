/** The vocabulary that everything else speaks: keys, digests, formats, dimensions and faults. Depends on nothing. */
@NullMarked
package dev.imago.image;

import org.jspecify.annotations.NullMarked;
