/**
 * Images as objects of a bucket, over the S3 protocol: Ceph's radosgw, other services that speak it, AWS. The only package that knows
 * the SDK, whose classes are loaded once a store of this kind is used.
 */
@NullMarked
package dev.imago.store.s3;

import org.jspecify.annotations.NullMarked;
