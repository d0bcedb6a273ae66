/** The show of {@code imago demo}: what Imago does, as requests that anybody can repeat. */
@NullMarked
package dev.imago.cli.demo;

import org.jspecify.annotations.NullMarked;
