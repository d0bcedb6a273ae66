package dev.imago.ops;

import dev.imago.http.Exchange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Writes one exchange as a line. Quotes and everything outside printable ASCII are escaped, so that a line stays a line. Pure. */
final class LogLine {
    private static final DateTimeFormatter COMMON =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private LogLine() {}

    static String combined(Exchange exchange, Instant now) {
        StringBuilder line = new StringBuilder(256);
        line.append(exchange.remote().getHostAddress())
                .append(" - ")
                .append(exchange.user().isEmpty() ? "-" : bare(exchange.user()))
                .append(" [")
                .append(COMMON.format(now))
                .append("] ");
        quoted(line, exchange.method() + " " + target(exchange) + " " + exchange.protocol());
        line.append(' ')
                .append(exchange.status())
                .append(' ')
                .append(exchange.bytes())
                .append(' ');
        quoted(line, exchange.header("Referer").map(Redaction::url).orElse("-"));
        quoted(line.append(' '), exchange.header("User-Agent").orElse("-"));
        quoted(line.append(' '), exchange.requestId());
        return line.append(' ').append(millis(exchange)).append('\n').toString();
    }

    static String json(Exchange exchange, Instant now) {
        StringBuilder line =
                new StringBuilder(320).append("{\"time\":\"").append(now).append('"');
        field(line, "listener", exchange.listener());
        field(line, "remote", exchange.remote().getHostAddress());
        if (!exchange.user().isEmpty()) {
            field(line, "user", exchange.user());
        }
        field(line, "method", exchange.method());
        field(line, "target", target(exchange));
        field(line, "protocol", exchange.protocol());
        line.append(",\"status\":").append(exchange.status());
        line.append(",\"bytes\":").append(exchange.bytes());
        line.append(",\"ms\":").append(millis(exchange));
        field(line, "route", exchange.route());
        field(line, "source", exchange.source());
        optional(line, "referer", exchange.header("Referer").map(Redaction::url));
        optional(line, "agent", exchange.header("User-Agent"));
        field(line, "request", exchange.requestId());
        if (exchange.aborted()) {
            line.append(",\"aborted\":true");
        }
        return line.append("}\n").toString();
    }

    private static String target(Exchange exchange) {
        return Redaction.target(exchange.path(), exchange.query());
    }

    private static String millis(Exchange exchange) {
        long micros = exchange.nanos() / 1_000;
        return micros / 1_000 + "." + String.valueOf(micros % 1_000 + 1_000).substring(1);
    }

    private static void optional(StringBuilder line, String name, Optional<String> value) {
        value.ifPresent(text -> field(line, name, text));
    }

    private static void field(StringBuilder line, String name, String value) {
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7E) {
                hex(line.append("\\u"), c, 4);
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    private static void quoted(StringBuilder line, String value) {
        line.append('"');
        escape(line, value);
        line.append('"');
    }

    private static String bare(String value) {
        StringBuilder text = new StringBuilder();
        escape(text, value.replace(' ', '_'));
        return text.toString();
    }

    private static void escape(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7E) {
                hex(line.append(c < 0x100 ? "\\x" : "\\u"), c, c < 0x100 ? 2 : 4);
            } else {
                line.append(c);
            }
        }
    }

    private static void hex(StringBuilder line, char c, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            line.append(Character.forDigit(c >> shift & 0xF, 16));
        }
    }
}
