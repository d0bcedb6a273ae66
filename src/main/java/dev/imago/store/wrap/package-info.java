/**
 * What is put around any store, whatever its kind: retrying, measuring, limiting. A wrapper is a store and passes the
 * contract; it wraps the capabilities that do work, and passes the others through.
 */
@NullMarked
package dev.imago.store.wrap;

import org.jspecify.annotations.NullMarked;
