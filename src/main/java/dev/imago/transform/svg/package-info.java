/** Makes an SVG of strangers harmless before anything draws it. Pure. */
@NullMarked
package dev.imago.transform.svg;

import org.jspecify.annotations.NullMarked;
