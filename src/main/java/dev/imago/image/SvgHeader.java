package dev.imago.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SVG, by a look at the beginning of the text: no XML parser, and so no entities. UTF-8 and its relatives only. */
final class SvgHeader {
    private static final int PROLOGUE = 8000;
    private static final int EPILOGUE = 4096;
    private static final Pattern ROOT = Pattern.compile("<(?:[A-Za-z_][\\w.-]{0,60}:)?svg[\\s/>]");
    private static final Pattern END = Pattern.compile("</(?:[A-Za-z_][\\w.-]{0,60}:)?svg\\s*>");

    private SvgHeader() {}

    static boolean matches(HeaderBytes bytes) throws IOException {
        return root(text(bytes, 0, PROLOGUE)) >= 0;
    }

    /** The text ends with the root's end tag, or the root has no content, and nothing but white space and comments follow. */
    static void requireEnd(HeaderBytes bytes) throws IOException {
        String tail = text(bytes, Math.max(0, bytes.size() - EPILOGUE), EPILOGUE);
        Matcher ends = END.matcher(tail);
        int end = -1;
        while (ends.find()) {
            end = ends.end();
        }
        boolean ended = end >= 0 && skip(tail, end) == tail.length();
        if (!ended && !empty(text(bytes, 0, PROLOGUE))) {
            throw bytes.truncated();
        }
    }

    /** Whether the root element has no content and so no end tag. */
    private static boolean empty(String text) {
        int root = root(text);
        int close = text.indexOf('>', root);
        return close > 0 && text.charAt(close - 1) == '/' && skip(text, close + 1) == text.length();
    }

    /** Where the root element {@code svg} begins, or -1 if the text is anything else. */
    private static int root(String text) {
        int at = skip(text, text.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0);
        if (text.regionMatches(true, at, "<!DOCTYPE", 0, 9)) {
            at = skip(text, behindDoctype(text, at));
        }
        return ROOT.matcher(text).region(at, text.length()).lookingAt() ? at : -1;
    }

    /** The first index that is not white space, a comment or a processing instruction. */
    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("<!--", at)) {
                at = behind(text, "-->", at + 4);
            } else if (text.startsWith("<?", at)) {
                at = behind(text, "?>", at + 2);
            } else {
                return at;
            }
        }
        return at;
    }

    private static int behindDoctype(String text, int from) {
        int close = text.indexOf('>', from);
        int subset = text.indexOf('[', from);
        return subset >= 0 && subset < close ? behind(text, ">", behind(text, "]", subset)) : behind(text, ">", from);
    }

    private static int behind(String text, String mark, int from) {
        int at = text.indexOf(mark, from);
        return at < 0 ? text.length() : at + mark.length();
    }

    private static String text(HeaderBytes bytes, long from, int length) throws IOException {
        byte[] text = new byte[(int) Math.min(length, bytes.size() - from)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) bytes.u8(from + i);
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
