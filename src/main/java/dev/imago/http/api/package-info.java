/**
 * The exchange of the api listener: what an endpoint is given ({@link dev.imago.http.api.Call}), what it answers ({@link
 * dev.imago.http.api.Reply}), which endpoint a request belongs to ({@link dev.imago.http.api.Api}) and how failures look ({@link
 * dev.imago.http.api.Problems}). It knows HTTP and no HTTP library, so that endpoints can be written and tested without one.
 */
@NullMarked
package dev.imago.http.api;

import org.jspecify.annotations.NullMarked;
