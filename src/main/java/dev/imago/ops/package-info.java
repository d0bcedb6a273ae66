/** What operators look at: access log, metrics, health. Watches the listeners through {@link dev.imago.http.Observer}. */
@NullMarked
package dev.imago.ops;

import org.jspecify.annotations.NullMarked;
