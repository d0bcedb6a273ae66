/**
 * The listeners: connections, TLS, proxies, limits, and the border between HTTP and what answers. The only package that uses the
 * HTTP library. {@link dev.imago.http.HttpServer} is the way in.
 *
 * <h2>The life of an exchange</h2>
 *
 * <p><b>A connection comes.</b> Jetty's acceptor takes it; {@code Visits} makes a {@code Visit} of it and counts it, in all at once,
 * and by address as soon as the last protocol (PROXY, TLS, HTTP) has told the address. Beyond a limit it is only told so (503);
 * far beyond, it is closed at once. An {@code Entrance} says which protocols a listener speaks. Once a second {@code Visits.sweep}
 * closes what does not come to a first request in time, or is quiet for longer than {@code idle} although bytes trickle in.
 *
 * <p><b>A plain request comes</b>, on a connection of HTTP/1.1 of the public listener: {@code HotConnection} reads it as a
 * {@code PlainHead}, and if its answer is in memory, writes it at once. The {@code HotExchange} is all that there is of it; client,
 * limits, minimum rate and observer are those of any request. In every other case Jetty gets the same bytes, and what follows holds.
 *
 * <p><b>A request comes.</b> Jetty's I/O thread parses its head, within {@code headers} (431); {@code ErrorPages} answers what is not
 * valid HTTP. {@code Front} makes a {@code JettyExchange} of it: who the client is ({@code TrustedProxies}), its id, and the one
 * end that it will have. Then the limits that need no work: excess connections (503), {@code target} (414), requests by
 * address ({@code RequestRates}, 429). {@code Front} refuses by itself, on the I/O thread.
 *
 * <p><b>On the public listener</b> {@code PublicHandler} asks the delivery for what is in memory, and answers it on the I/O thread
 * without a copy. Everything else waits for its turn in the {@code Visit}, so that one HTTP/2 connection holds few files and
 * buffers at a time (connections of trusted proxies do not wait), takes a permit of {@code concurrent} or is refused (503), and is
 * worked on by a virtual thread, which blocks in the catalog and the store. The permit is given back once the answer is known. A
 * body that is not in memory is sent by a {@code BodySender}: a piece is read on a virtual thread into one of the
 * {@code SendBuffers}, whose budget decides how large pieces are; while the client is waited for there is a buffer and no
 * thread.
 *
 * <p><b>On the api listener</b> {@code ApiHandler} takes a permit or refuses, and lets a virtual thread call the endpoint with a
 * {@code JettyCall}. The body is read through {@code CallBody}, which demands {@code minimum-rate} (408); the idle time counts only
 * while the client is waited for, not while the endpoint thinks. The answer is written by a {@code PatientWriter}, which holds
 * its virtual thread but no permit.
 *
 * <p><b>Bytes go out</b> as fast as the client takes them. Each write that waits is known to {@code SlowWrites}, with the time by
 * which {@code minimum-rate} and {@code rate-grace} want it done; a sweep every half second cuts off who is late: over HTTP/1.1 the
 * connection, over HTTP/2 the stream. One who takes nothing at all is cut off by Jetty after {@code idle}.
 *
 * <p><b>The end.</b> What a request still sends after an answer that did not want it is an {@code UnwantedBody}: the answer says
 * {@code Connection: close}, and the rest is skipped for five seconds and 16 MiB at most, without a thread. Then the exchange ends,
 * exactly once: by {@code succeed}, or by {@code abort}, which makes the client see that the answer is incomplete. The
 * {@code Observer} hears of it, the {@code Visit} is quiet again, and the next one that waits has its turn. While the server
 * drains, {@code Entrance.refuse} tells clients to bring no more requests, and the exchanges under way are waited for.
 */
@NullMarked
package dev.imago.http;

import org.jspecify.annotations.NullMarked;
