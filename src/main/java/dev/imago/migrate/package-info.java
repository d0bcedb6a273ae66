/**
 * Moving images from one store to another while they are read and written. See {@link dev.imago.migrate.Migration} for what a
 * migration is, and {@link dev.imago.migrate.CopyKeeper} for what is done to one image.
 */
@NullMarked
package dev.imago.migrate;

import org.jspecify.annotations.NullMarked;
