/**
 * Resumable uploads as tus 1.0.0 has them (https://tus.io/protocols/resumable-upload): what arrived is kept on the disk of this
 * node until the last byte is there, and then goes the way of every upload ({@link dev.imago.upload.Uploads#commit}).
 *
 * <p>An upload is two files below the data directory: {@code ID.data} with its bytes, and {@code ID.json} with what is known of it.
 * The offset in {@code ID.json} is what the client is told, and is written only after the bytes before it were forced to the disk; bytes
 * behind it are of a request that was cut off, and are dropped. While a request goes on the offset is moved on every few
 * megabytes, so a crash costs no more than those.
 *
 * <p>A finished upload is remembered until it expires, so that a client that missed the last answer learns of its success.
 * The files are of one node: with several, the balancer keeps {@code /v1/tus} of a client on one node.
 */
@NullMarked
package dev.imago.upload.tus;

import org.jspecify.annotations.NullMarked;
