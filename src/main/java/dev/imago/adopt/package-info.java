/** Taking note of what other programs do to a store: what lies there is examined and becomes a fact of the catalog (invariant I6). */
@NullMarked
package dev.imago.adopt;

import org.jspecify.annotations.NullMarked;
