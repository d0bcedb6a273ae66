package dev.imago.cli.replay;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a side says of an address.
 *
 * @param status of HTTP; 0 where a side decides by rules, without a look
 * @param what by rules: what is decided, in words; of a server: the media type
 * @param location where a redirect leads, without the server's own address
 * @param length in bytes, where it is told
 * @param digest SHA-256 of the bytes in hexadecimal, where it is known without reading them
 * @param rule that decided, where a side tells
 */
public record Seen(
        int status,
        Optional<String> what,
        Optional<String> location,
        OptionalLong length,
        Optional<String> digest,
        Optional<String> rule) {
    boolean ok() {
        return status == 200;
    }

    /** In words, for a report. */
    String words() {
        String first = status == 0 ? "" : Integer.toString(status);
        String text = first
                + what.map(type -> " " + type).orElse("")
                + location.map(to -> " to " + to).orElse("");
        return text.strip();
    }
}
