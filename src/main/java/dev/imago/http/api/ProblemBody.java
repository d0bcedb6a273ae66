package dev.imago.http.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * An error as the client reads it (RFC 9457).
 *
 * @param type a URI that names the kind of error and stays the same: {@code urn:imago:problem:absent}
 * @param title the reason phrase of the status, see {@link dev.imago.delivery.FaultStatus#title}
 * @param status of HTTP
 * @param detail what went wrong this time
 * @param instance the request's id, as a URI: {@code urn:imago:request:…}
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance"})
public record ProblemBody(String type, String title, int status, String detail, String instance) {}
