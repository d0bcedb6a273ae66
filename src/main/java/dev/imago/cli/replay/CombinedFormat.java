package dev.imago.cli.replay;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Combined and Common log formats of Apache and nginx, also with the virtual host before all else: the request stands in the first
 * quotes behind the time. Escapes ({@code \x22}, {@code \"}) are undone.
 */
final class CombinedFormat implements LogFormat {
    private static final Pattern METHOD = Pattern.compile("[A-Z]{3,16}");
    private static final Pattern PROTOCOL = Pattern.compile("HTTP/[0-9](\\.[0-9])?");

    @Override
    public Optional<Logged> read(String line) {
        int time = line.indexOf('[');
        int request = line.indexOf("] \"", Math.max(time, 0)) + 3;
        int end = time < 0 || request < 3 ? -1 : closingQuote(line, request);
        return end < 0
                ? Optional.empty()
                : request(host(line.substring(0, time)), line.substring(request, end), line.substring(end + 1));
    }

    private static Optional<Logged> request(Optional<String> host, String text, String behind) {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        if (first < 1
                || last <= first
                || !METHOD.matcher(text.substring(0, first)).matches()
                || !PROTOCOL.matcher(text.substring(last + 1)).matches()) {
            return Optional.empty();
        }
        return Address.of(host, unescaped(text.substring(first + 1, last)))
                .map(address -> new Logged(text.substring(0, first), address, status(behind)));
    }

    private static int closingQuote(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                return i;
            }
            i += c == '\\' ? 1 : 0;
        }
        return -1;
    }

    /** Before the time stand client, identity and user; one word more is the host that was asked. */
    private static Optional<String> host(String before) {
        String[] words = before.strip().split(" +", 5);
        return words.length == 4 ? Optional.of(words[0]) : Optional.empty();
    }

    private static int status(String behind) {
        String[] words = behind.strip().split(" ", 2);
        return words[0].length() == 3 && words[0].chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(words[0])
                : 0;
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
            } else if (text.charAt(i + 1) == 'x' && hex(text, i + 2) >= 0) {
                out.append((char) hex(text, i + 2));
                i += 3;
            } else {
                out.append(text.charAt(++i));
            }
        }
        return out.toString();
    }

    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
