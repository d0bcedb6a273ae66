/** Finding and mending damage: whether what the catalog promises is what the stores hold. */
@NullMarked
package dev.imago.repair;

import org.jspecify.annotations.NullMarked;
