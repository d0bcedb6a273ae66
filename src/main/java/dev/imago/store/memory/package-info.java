/** Images in memory: the reference of the store contract, for tests and trials. Nothing in it outlives the process. */
@NullMarked
package dev.imago.store.memory;

import org.jspecify.annotations.NullMarked;
