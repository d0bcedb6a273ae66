/**
 * Images in FastDFS, over its native protocol. From below: {@code Message}, {@code Header} and {@code Fields} are its frames,
 * {@code Connection} exchanges them with one peer, {@code ConnectionPool} keeps connections; {@code Trackers} tell the
 * {@code StorageState} of each storage, {@code Cluster} chooses among them; {@code ReplicatedFiles} reads, writes and deletes, with another
 * storage as second choice; {@code Spool} and {@code Keeper} see to it that what was acknowledged is not lost with one storage.
 *
 * <p>The protocol has no specification; what is said of it here was seen of servers of the versions 5.04 to 6.16.
 */
@NullMarked
package dev.imago.store.fastdfs;

import org.jspecify.annotations.NullMarked;
