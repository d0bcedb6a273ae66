/**
 * How an address says what picture is wanted: {@code ?w=400&h=300&format=auto}. {@link dev.imago.transform.query.Parameters} is the
 * one table that parsing, printing, messages and documentation follow from; {@link dev.imago.transform.query.TransformQuery} is what
 * was asked; {@link dev.imago.transform.query.Canonical} decides which transforms are the same picture. Pure.
 */
@NullMarked
package dev.imago.transform.query;

import org.jspecify.annotations.NullMarked;
