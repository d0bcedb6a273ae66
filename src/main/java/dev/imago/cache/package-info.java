/** What keeps hot images and what was made of images at hand: the memory tier, the disk tier, single flight. */
@NullMarked
package dev.imago.cache;

import org.jspecify.annotations.NullMarked;
