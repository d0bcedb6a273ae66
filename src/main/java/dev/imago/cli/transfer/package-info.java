/** Uploads of many files: what a folder holds, what of it the server lacks, several at once, and how far it is. */
@NullMarked
package dev.imago.cli.transfer;

import org.jspecify.annotations.NullMarked;
