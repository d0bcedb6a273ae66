/** Tells other programs of changes: signed deliveries by HTTP, as followers of the journal, and the ones that failed. */
@NullMarked
package dev.imago.webhook;

import org.jspecify.annotations.NullMarked;
