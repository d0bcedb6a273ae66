package dev.imago.store.s3;

import dev.imago.image.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The SDK's client of one service, with its pool of connections. Thread-safe.
 *
 * <p>The SDK repeats what failed: after a random time between zero and a bound that doubles ("full jitter"), within the deadline of
 * the call. Its retry quota is switched off: a few dozen repetitions use it up, so that a radosgw that restarts under load would fail
 * calls which have most of their time left.
 */
final class Connection implements AutoCloseable {
    private static final Duration FIRST_DELAY = Duration.ofMillis(50);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);
    /** Until the longest delay is reached. */
    private static final int FIRST_ATTEMPTS = 5;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Service service;
    private final Patience patience;
    private final AwsCredentialsProvider credentials;
    private final SdkHttpClient http;
    private final S3Client client;

    /** Asks nobody anything. */
    Connection(Service service, Patience patience) {
        this.service = service;
        this.patience = patience;
        this.credentials = credentials(service);
        this.http = http(service, patience);
        this.client = client();
    }

    S3Client s3() {
        return client;
    }

    /** Signs addresses for clients, without asking the service. The caller closes it. */
    S3Presigner presigner() {
        var builder = S3Presigner.builder()
                .region(Region.of(service.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(service.pathStyle())
                        .build());
        Optional<URI> address = service.publicEndpoint().or(service::endpoint);
        address.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** What a request that sends so many bytes is given beside the client's own times. */
    void waitFor(long bytes, AwsRequestOverrideConfiguration.Builder request) {
        Patience longer = patience.forBytes(bytes);
        request.apiCallAttemptTimeout(longer.attempt()).apiCallTimeout(longer.deadline());
    }

    /**
     * Checksums are computed where an operation requires them only: services other than AWS do not know the newer ones. Bodies are
     * sent as they are, with their length, and with an MD5 that every service verifies.
     */
    private S3Client client() {
        var builder = S3Client.builder()
                .region(Region.of(service.region()))
                .credentialsProvider(credentials)
                .httpClient(http)
                .forcePathStyle(service.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .disableS3ExpressSessionAuth(true)
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(false)
                        .expectContinueEnabled(false)
                        .build())
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(patience.attempt())
                        .apiCallTimeout(patience.deadline())
                        .retryStrategy(retries(patience))
                        .build());
        service.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** So many that what fails at once is repeated for most of the deadline, half of the longest delay apart; then its own reason is told. */
    private static RetryStrategy retries(Patience patience) {
        long later = patience.deadline().multipliedBy(3).dividedBy(LONGEST_DELAY.multipliedBy(2));
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .circuitBreakerEnabled(false)
                .maxAttempts(FIRST_ATTEMPTS + (int) later)
                .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_DELAY, LONGEST_DELAY))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelay(LONGEST_DELAY, LONGEST_DELAY.multipliedBy(4)))
                .build();
    }

    private static SdkHttpClient http(Service service, Patience patience) {
        var builder = Apache5HttpClient.builder()
                .maxConnections(patience.connections())
                .connectionTimeout(patience.connect())
                .connectionAcquisitionTimeout(patience.attempt())
                .socketTimeout(patience.attempt())
                .connectionMaxIdleTime(IDLE)
                .tcpKeepAlive(true)
                .expectContinueEnabled(false);
        service.authority().ifPresent(file -> builder.tlsTrustManagersProvider(() -> Authority.trustIn(file)));
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(Service service) {
        if (service.keys().isPresent()) {
            Service.Keys keys = service.keys().get();
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(keys.access(), keys.secret()));
        }
        AwsCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        return () -> {
            try {
                return chain.resolveCredentials();
            } catch (SdkException e) {
                throw new Fault(Fault.Kind.FORBIDDEN, "There are no credentials for the store.", e);
            }
        };
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
