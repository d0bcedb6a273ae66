package dev.imago.image;

import java.time.Duration;
import java.util.Optional;

/**
 * The one root of everything that can go wrong while Imago works for somebody. It carries what the client may read (the
 * public message), what only the log may (the private detail and the cause), and whether trying again can help. The
 * {@code http} package maps it to RFC 9457 problem+json in one place.
 */
public final class Fault extends RuntimeException {
    /** What went wrong, in terms that an HTTP status can be chosen for. */
    public enum Kind {
        /** The request cannot be understood: a bad key, parameter, header or body (400). */
        INVALID,
        /** No or unknown credentials (401). */
        UNAUTHENTICATED,
        /** Known, but not allowed (403). */
        FORBIDDEN,
        /** There is no such image, upload or resource (404). */
        ABSENT,
        /** It exists, but not in a form that is asked for (406). */
        NOT_ACCEPTABLE,
        /** It conflicts with what is there now (409). */
        CONFLICT,
        /** It was there and is gone for good (410). */
        GONE,
        /** A precondition of the request does not hold (412). */
        PRECONDITION_FAILED,
        /** The body is larger than allowed (413). */
        TOO_LARGE,
        /** The bytes are of a type that is not allowed here (415). */
        UNSUPPORTED_TYPE,
        /** The bytes claim to be an image and are not a sound one, or one beyond the limits (422). */
        UNPROCESSABLE,
        /** The client asks too often (429). */
        TOO_MANY_REQUESTS,
        /** Something behind Imago answered wrongly (502). */
        BAD_UPSTREAM,
        /** A part that is needed is not there now: a database, a store, a place in a queue (503). */
        UNAVAILABLE,
        /** A part that is needed did not answer in time (504). */
        TIMEOUT,
        /** There is no room left, on the disk or in a quota (507). */
        NO_SPACE,
        /** The bytes changed while they were read; what was sent so far must not be taken for the image (503, or the connection is aborted). */
        CHANGED,
        /** A defect of Imago itself (500). */
        INTERNAL
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String detail;
    private final Optional<Duration> retryAfter;

    private Fault(Kind kind, String message, String detail, Optional<Duration> retryAfter, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.kind = kind;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    /** A fault whose public message says everything. */
    public Fault(Kind kind, String message) {
        this(kind, message, "", Optional.empty(), Optional.empty());
    }

    /** A fault with a cause that only the log may show. */
    public Fault(Kind kind, String message, Throwable cause) {
        this(kind, message, wordsOf(cause), Optional.empty(), Optional.of(cause));
    }

    private static String wordsOf(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString);
    }

    /** The same fault with a private detail for the log. */
    public Fault withDetail(String privateDetail) {
        return new Fault(kind, message(), privateDetail, retryAfter, Optional.ofNullable(getCause()));
    }

    /** The same fault with the time after which trying again makes sense. */
    public Fault retryAfter(Duration delay) {
        return new Fault(kind, message(), detail, Optional.of(delay), Optional.ofNullable(getCause()));
    }

    public Kind kind() {
        return kind;
    }

    /** What the client may read. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** What only the log may show; empty when there is nothing more to say. */
    public String detail() {
        return detail;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the same request can succeed later without being changed. */
    public boolean retryable() {
        return switch (kind) {
            case UNAVAILABLE, TIMEOUT, TOO_MANY_REQUESTS, BAD_UPSTREAM, CHANGED -> true;
            default -> false;
        };
    }
}
