package dev.imago.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of entity tags as If-Match and If-None-Match carry them (RFC 9110 §8.8.3, §13.1.1, §13.1.2). Pure. */
public final class EntityTags {
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");

    private EntityTags() {}

    /** Whether a tag of the list is the same strong tag, or the list is {@code *}. */
    public static boolean strongMatch(String list, String etag) {
        return matches(list, etag, false);
    }

    /** Whether a tag of the list is the same, weak or not, or the list is {@code *}. */
    public static boolean weakMatch(String list, String etag) {
        return matches(list, etag, true);
    }

    private static boolean matches(String list, String etag, boolean weak) {
        if (list.equals(etag) || list.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(list);
        while (tags.find()) {
            if (etag.equals(tags.group(2)) && (weak || tags.group(1) == null)) {
                return true;
            }
        }
        return false;
    }
}
