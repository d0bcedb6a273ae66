package dev.imago.http;

/** The header fields in which the proxies in front of a listener say who asks. */
public enum Forwarding {
    /** {@code X-Forwarded-For} and {@code X-Forwarded-Proto}. */
    X_FORWARDED,
    /** {@code Forwarded} (RFC 7239). */
    FORWARDED,
    /** None: they are silent, or speak the PROXY protocol. */
    NONE
}
