package dev.imago.cli.client;

import java.time.Duration;
import java.util.Optional;

/** The server refused a request, or could not be reached. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Optional<Duration> retryAfter;

    private final transient Optional<Answer> problem;

    private ApiException(int status, String message, Optional<Duration> retryAfter, Optional<Answer> problem) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
        this.problem = problem;
    }

    /** An answer that is no success. */
    static ApiException refused(int status, String message, Optional<Duration> retryAfter, Optional<Answer> problem) {
        return new ApiException(status, message, retryAfter, problem);
    }

    /** No answer. */
    static ApiException unreachable(String message) {
        return new ApiException(0, message, Optional.empty(), Optional.empty());
    }

    /** An answer that cannot be understood. */
    public static ApiException notImago(String message) {
        return new ApiException(200, message, Optional.empty(), Optional.empty());
    }

    /** Title and detail, one line. */
    public String publicMessage() {
        return String.valueOf(getMessage());
    }

    /** The HTTP status; 0 if there was no answer. */
    public int status() {
        return status;
    }

    public boolean unreachable() {
        return status == 0;
    }

    /** Whether the same request may succeed a little later. */
    public boolean retryable() {
        return switch (status) {
            case 0, 423, 429, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** How long the server asks to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** The whole problem document (RFC 9457), if the server sent one. */
    public Optional<Answer> problem() {
        return problem;
    }
}
