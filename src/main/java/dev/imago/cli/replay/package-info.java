/** An access log, asked again of two servers or of two sets of rules, and what would differ. */
@NullMarked
package dev.imago.cli.replay;

import org.jspecify.annotations.NullMarked;
