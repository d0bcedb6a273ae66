/**
 * Getting an image from a URL that a client names, without letting the client reach what only the server can: the address that
 * was checked is the address that is connected to.
 */
@NullMarked
package dev.imago.upload.fetch;

import org.jspecify.annotations.NullMarked;
