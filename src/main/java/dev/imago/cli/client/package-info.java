/** Talks to the api listener of a running server: requests with retries, answers as records, refusals as exceptions. */
@NullMarked
package dev.imago.cli.client;

import org.jspecify.annotations.NullMarked;
