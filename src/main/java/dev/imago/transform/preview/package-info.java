/** What a page shows of an image before it is there: its colours. Reads what renderers made, never an original. */
@NullMarked
package dev.imago.transform.preview;

import org.jspecify.annotations.NullMarked;
