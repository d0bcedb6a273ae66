/** What Linux can do and the JDK does not offer. */
@NullMarked
package dev.imago.os;

import org.jspecify.annotations.NullMarked;
