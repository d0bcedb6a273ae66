package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.image.Fault.Kind;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What it means that a request failed. Services differ in their statuses; the codes are those of the S3 API's list of errors. */
final class Faults {
    private static final Duration SOON = Duration.ofSeconds(1);

    private Faults() {}

    /** Makes a request, and a fault of what the SDK throws. */
    static <T> T translated(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw of(e, what);
        }
    }

    /** @param what was asked, for the log */
    static Fault of(SdkException e, String what) {
        Fault fault = switch (e) {
            case S3Exception refused -> ofAnswer(refused);
            case ApiCallTimeoutException late -> late(late);
            case ApiCallAttemptTimeoutException late -> late(late);
            case AbortedException interrupted ->
                new Fault(Kind.UNAVAILABLE, "The store's call was given up.", interruption(interrupted));
            default -> withoutAnswer(e);
        };
        return fault.withDetail(what + ": " + reason(e));
    }

    /** Only the service itself can say that: what else answers 404, such as a proxy in between, knows nothing of objects. */
    static boolean isAbsent(S3Exception e) {
        return code(e).equals("NoSuchKey");
    }

    static boolean isUnsatisfiedCondition(S3Exception e) {
        return e.statusCode() == 412 || code(e).equals("ConditionalRequestConflict");
    }

    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static Fault ofAnswer(S3Exception e) {
        return switch (code(e)) {
            case "NoSuchBucket" ->
                new Fault(Kind.UNAVAILABLE, "The store's bucket does not exist.", e).retryAfter(SOON);
            case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull" -> full(e);
            case "KeyTooLongError", "KeyTooLong" -> new Fault(Kind.INVALID, "The key is too long for this store.", e);
            case "RequestTimeTooSkewed" ->
                new Fault(Kind.FORBIDDEN, "The store's clock differs from this server's.", e);
            default -> ofStatus(e);
        };
    }

    private static Fault ofStatus(S3Exception e) {
        return switch (e.statusCode()) {
            case 401, 403 -> new Fault(Kind.FORBIDDEN, "The store refuses this server's credentials.", e);
            case 412 -> new Fault(Kind.CHANGED, "The image was replaced in this moment.", e);
            case 507 -> full(e);
            default ->
                new Fault(Kind.UNAVAILABLE, "The store cannot do what was asked at the moment.", e).retryAfter(SOON);
        };
    }

    private static Fault full(S3Exception e) {
        return new Fault(Kind.NO_SPACE, "There is no room left in the store for this upload.", e);
    }

    private static Fault late(SdkException e) {
        return new Fault(Kind.UNAVAILABLE, "The store did not answer in time.", e).retryAfter(SOON);
    }

    /** The SDK does not always say in the cause that its thread was interrupted. */
    private static Throwable interruption(AbortedException e) {
        return new InterruptedException(e.getMessage()).initCause(e);
    }

    /** Credentials are sought when a request is made, so that what is wrong with them comes out here. */
    private static Fault withoutAnswer(SdkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault known) {
                return known;
            }
        }
        return new Fault(Kind.UNAVAILABLE, "The store cannot be reached.", e).retryAfter(SOON);
    }

    /** The SDK's own message, and the error at the root of it. */
    private static String reason(SdkException e) {
        String root = "";
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            root = " (" + cause + ")";
        }
        return e.getMessage() + root;
    }
}
