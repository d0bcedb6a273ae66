/**
 * The listeners: connections, TLS, proxies, limits, and the border between HTTP and what answers. The only package that uses the
 * HTTP library. {@link dev.imago.http.HttpServer} is the way in; a request then goes {@code Front} → {@code PublicHandler} or
 * {@code ApiHandler}.
 */
@NullMarked
package dev.imago.http;

import org.jspecify.annotations.NullMarked;
