/** Where bytes live: the small interface that every engine implements, and the values that cross it. */
@NullMarked
package dev.imago.store;

import org.jspecify.annotations.NullMarked;
