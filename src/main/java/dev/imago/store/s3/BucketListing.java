package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists a bucket, a thousand objects a request. A page that cannot be read ends the listing with its fault: what follows it cannot be
 * asked for.
 */
final class BucketListing implements Listing {
    private final Once<Connection> connection;
    private final String bucket;
    private final Names names;

    BucketListing(Once<Connection> connection, String bucket, Names names) {
        this.connection = connection;
        this.bucket = bucket;
        this.names = names;
    }

    @Override
    public void list(String prefix, Predicate<Listed> visitor, BiConsumer<String, Fault> unreadable) {
        Optional<ListObjectsV2Request> next = Optional.of(ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(names.prefix() + prefix)
                .encodingType(EncodingType.URL)
                .build());
        while (next.isPresent()) {
            ListObjectsV2Request request = next.get();
            ListObjectsV2Response page = Faults.translated(
                    "list " + request.prefix(), () -> connection.get().s3().listObjectsV2(request));
            next = visit(page, visitor) && Boolean.TRUE.equals(page.isTruncated())
                    ? Optional.of(request.toBuilder()
                            .continuationToken(page.nextContinuationToken())
                            .build())
                    : Optional.empty();
        }
    }

    private boolean visit(ListObjectsV2Response page, Predicate<Listed> visitor) {
        for (S3Object object : page.contents()) {
            Optional<ImageKey> key = names.keyOf(object.key());
            if (key.isPresent()
                    && !visitor.test(new Listed(key.get(), new Locator(key.get().value()), Stats.of(object)))) {
                return false;
            }
        }
        return true;
    }
}
