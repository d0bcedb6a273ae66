/** What is known of each image, and the one place where a change becomes an acknowledged fact. */
@NullMarked
package dev.imago.catalog;

import org.jspecify.annotations.NullMarked;
