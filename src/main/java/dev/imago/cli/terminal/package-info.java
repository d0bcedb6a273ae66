/** What people see: streams that know whether they are a terminal, aligned columns, sizes, a line of progress. */
@NullMarked
package dev.imago.cli.terminal;

import org.jspecify.annotations.NullMarked;
