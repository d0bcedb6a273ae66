package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.store.Locator;
import dev.imago.store.Presigned;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Addresses that the service itself answers, because they carry a signature of this server's. */
final class DirectAccess implements Presigned, AutoCloseable {
    private final Once<S3Presigner> presigner;
    private final String bucket;
    private final Names names;
    private final Duration validity;

    DirectAccess(Once<Connection> connection, String bucket, Names names, Duration validity) {
        this.presigner = new Once<>(() -> connection.get().presigner());
        this.bucket = bucket;
        this.names = names;
        this.validity = validity;
    }

    @Override
    public Duration validity() {
        return validity;
    }

    @Override
    public URI address(Locator locator, Wanted wanted) {
        String object = names.of(locator).orElseThrow(() -> new IllegalArgumentException("a locator of another store"));
        try {
            return URI.create(wanted.method().equals("HEAD") ? head(object, wanted) : get(object, wanted));
        } catch (SdkException e) {
            throw Faults.of(e, "sign an address of " + object);
        }
    }

    private String get(String object, Wanted wanted) {
        return presigner
                .get()
                .presignGetObject(signed -> signed.signatureDuration(validity)
                        .getObjectRequest(request -> request.bucket(bucket)
                                .key(object)
                                .responseContentType(wanted.mediaType())
                                .responseCacheControl(wanted.cacheControl())))
                .url()
                .toExternalForm();
    }

    private String head(String object, Wanted wanted) {
        return presigner
                .get()
                .presignHeadObject(signed -> signed.signatureDuration(validity)
                        .headObjectRequest(request -> request.bucket(bucket)
                                .key(object)
                                .responseContentType(wanted.mediaType())
                                .responseCacheControl(wanted.cacheControl())))
                .url()
                .toExternalForm();
    }

    /** @throws Fault never; nothing is asked */
    @Override
    public void close() {
        presigner.ifMade().ifPresent(S3Presigner::close);
    }
}
