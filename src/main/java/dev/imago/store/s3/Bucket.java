package dev.imago.store.s3;

import java.time.Duration;
import java.util.Optional;

/**
 * Where images lie in a service, and how they are put there.
 *
 * @param name of the bucket, which exists
 * @param prefix of each object's name; the key follows. Empty, or such as {@code images/}
 * @param cacheControl what objects say of themselves to those who read them without Imago
 * @param partSize in bytes: what is larger is sent in parts of this size; at least 5 MiB
 * @param leftoverAge after which an upload in parts that was not finished is aborted
 * @param directAccess how long an address is good by which clients read an object straight from the service; empty: they do not
 */
public record Bucket(
        String name,
        String prefix,
        String cacheControl,
        long partSize,
        Duration leftoverAge,
        Optional<Duration> directAccess) {}
