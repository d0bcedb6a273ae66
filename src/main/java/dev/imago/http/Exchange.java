package dev.imago.http;

import java.net.InetAddress;
import java.util.Optional;

/** A request and what became of it. Valid only while the observer is being told; copy what is needed longer. */
public interface Exchange {
    /** {@code public} or {@code api}. */
    String listener();

    String requestId();

    String method();

    /** The path as it was sent. */
    String path();

    /** The query as it was sent; may hold secrets. */
    Optional<String> query();

    /** Such as {@code HTTP/1.1}. */
    String protocol();

    InetAddress remote();

    /** Who the caller is, by name; empty if anonymous. */
    String user();

    /** A header field of the request. */
    Optional<String> header(String name);

    /** Of the answer; 499 if the client was gone before there was one. */
    int status();

    /** Bytes of the body that were handed to the connection. */
    long bytes();

    /** From the request's headers to the last byte of the answer. */
    long nanos();

    /** Which route or endpoint answered; {@code -} if none. */
    String route();

    /** Where the bytes came from: {@code memory}, {@code store}, {@code none} or {@code api}. */
    String source();

    /** Whether the answer is incomplete, because the client left or the image changed. */
    boolean aborted();
}
