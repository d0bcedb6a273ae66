/** The composition root: chooses a command, reads the settings, and puts the parts of a server together. Nobody depends on it. */
@NullMarked
package dev.imago;

import org.jspecify.annotations.NullMarked;
