/**
 * Images as files below one folder, the first stage of a site. {@link dev.imago.store.folder.FolderStore} is the store;
 * {@code Posix} is the binding to the C library, for what the JDK cannot do: opening below a folder atomically, telling a
 * version of a file exactly, syncing a directory, asking whether somebody still writes, watching without polling.
 */
@NullMarked
package dev.imago.store.folder;

import org.jspecify.annotations.NullMarked;
