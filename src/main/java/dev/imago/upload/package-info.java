/**
 * The way of an upload: receive, sniff, limit, digest, store, commit. And the way back: delete one image, or all below a
 * prefix. {@link dev.imago.upload.Uploads} is the main path.
 */
@NullMarked
package dev.imago.upload;

import org.jspecify.annotations.NullMarked;
