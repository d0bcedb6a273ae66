/**
 * Renditions made with libvips: a binding of the few functions that are needed, and the steps from an original to a rendition.
 *
 * <p>The only code that touches libvips. It runs in worker processes, never in the server: a codec may crash, hang or swell.
 */
@NullMarked
package dev.imago.transform.vips;

import org.jspecify.annotations.NullMarked;
