package dev.imago.cli.client;

import java.time.Instant;
import java.util.Optional;

/** An entry of the journal. */
public record ChangeInfo(
        long sequence,
        String kind,
        String key,
        Optional<String> digest,
        Optional<String> previous,
        long size,
        Instant at,
        Optional<String> cause,
        Optional<String> node) {}
