/** What keeps hot images at hand: the memory tier and single flight. */
@NullMarked
package dev.imago.cache;

import org.jspecify.annotations.NullMarked;
