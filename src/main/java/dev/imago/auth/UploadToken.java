package dev.imago.auth;

import java.time.Instant;

/**
 * What an upload token says.
 *
 * @param id of the token
 * @param issuer the id of the API key that asked for it; the token is refused when that key is
 */
public record UploadToken(String id, String issuer, Prefix prefix, UploadLimits limits, Instant expires) {}
