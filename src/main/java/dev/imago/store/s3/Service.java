package dev.imago.store.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where S3 is spoken, and as whom.
 *
 * @param endpoint empty: AWS, in the region
 * @param publicEndpoint where clients reach it, for presigned addresses; empty: at the same address
 * @param region name that requests are signed for
 * @param keys empty: what the SDK's default chain finds (environment, system properties, profile files, container, instance)
 * @param pathStyle whether the bucket stands in the path instead of the host name
 * @param authority PEM file with the only certificates that may sign the service's; empty: those of the JVM
 */
public record Service(
        Optional<URI> endpoint,
        Optional<URI> publicEndpoint,
        String region,
        Optional<Keys> keys,
        boolean pathStyle,
        Optional<Path> authority) {
    /** An access key and its secret. */
    public record Keys(String access, String secret) {
        @Override
        public String toString() {
            return access;
        }
    }
}
