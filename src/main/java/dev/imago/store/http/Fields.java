package dev.imago.store.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/** What the header fields of an answer say. */
final class Fields {
    private final HttpHeaders headers;

    Fields(HttpHeaders headers) {
        this.headers = headers;
    }

    Optional<String> first(String name) {
        return headers.firstValue(name);
    }

    /** All values of a field as one list (RFC 9110 §5.3). */
    String list(String name) {
        return String.join(",", headers.allValues(name));
    }

    /** A number that is not negative. */
    OptionalLong number(String name) {
        Optional<String> value = first(name).filter(text -> text.matches("[0-9]{1,18}"));
        return value.isPresent() ? OptionalLong.of(Long.parseLong(value.get())) : OptionalLong.empty();
    }

    /** A date in the form that servers must send (RFC 9110 §5.6.7); others count as none. */
    Optional<Instant> date(String name) {
        return first(name).flatMap(Fields::parse);
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The length of the whole representation, as far as the answer tells. */
    OptionalLong wholeLength() {
        Optional<ContentRange> range = first("Content-Range").flatMap(ContentRange::parse);
        return range.isPresent() ? OptionalLong.of(range.get().whole()) : number("Content-Length");
    }
}
