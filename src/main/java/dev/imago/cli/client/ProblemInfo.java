package dev.imago.cli.client;

import java.util.Optional;

/** An error as the server tells it (RFC 9457). */
record ProblemInfo(Optional<String> title, Optional<String> detail) {}
