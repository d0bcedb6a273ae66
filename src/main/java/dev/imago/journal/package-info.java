/** Every acknowledged change in order, and the followers that react to it. */
@NullMarked
package dev.imago.journal;

import org.jspecify.annotations.NullMarked;
