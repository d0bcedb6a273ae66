/** From a public address to a key and back: decoding of paths, ordered rules, conditions, rewrites, redirects. Pure: touches no clock, file or socket. */
@NullMarked
package dev.imago.routing;

import org.jspecify.annotations.NullMarked;
