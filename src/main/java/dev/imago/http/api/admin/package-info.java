/** Endpoints for those who run the server: status, scans, verification. */
@NullMarked
package dev.imago.http.api.admin;

import org.jspecify.annotations.NullMarked;
