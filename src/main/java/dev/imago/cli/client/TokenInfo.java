package dev.imago.cli.client;

import java.time.Instant;

/** An upload token that was just issued. */
public record TokenInfo(String token, String prefix, Instant expires) {
    @Override
    public String toString() {
        return "TokenInfo[" + prefix + "]";
    }
}
