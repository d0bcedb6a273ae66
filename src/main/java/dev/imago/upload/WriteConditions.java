package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the client wants to be true of the image before it is changed (RFC 9110 §13.1.1, §13.1.2, §13.1.4), in the
 * precedence of §13.2.2.
 *
 * @param ifMatch {@code *} or entity tags, one of which the image must have (strong comparison)
 * @param ifNoneMatch {@code *} or entity tags, none of which the image may have (weak comparison)
 * @param ifUnmodifiedSince after whose second the image may not have been modified; does not count beside {@code ifMatch}, nor
 *     where there is no image
 */
public record WriteConditions(
        Optional<String> ifMatch, Optional<String> ifNoneMatch, Optional<Instant> ifUnmodifiedSince) {
    public static final WriteConditions NONE = new WriteConditions(Optional.empty(), Optional.empty());

    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");
    private static final Pattern LIST =
            Pattern.compile("\\s*(?:\\*|,?\\s*" + TAG.pattern() + "(?:\\s*,\\s*(?:" + TAG.pattern() + ")?)*)\\s*");

    /** @throws Fault of kind {@code INVALID} for what is neither {@code *} nor a list of entity tags */
    public WriteConditions {
        requireList("If-Match", ifMatch);
        requireList("If-None-Match", ifNoneMatch);
    }

    /** Entity tags alone. */
    public WriteConditions(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        this(ifMatch, ifNoneMatch, Optional.empty());
    }

    /** @throws Fault of kind {@code PRECONDITION_FAILED} that says what does not hold */
    void require(Optional<CatalogEntry> current) {
        Optional<String> etag = current.map(entry -> entry.digest().etag());
        if (ifMatch.isPresent() && !matches(ifMatch.get(), etag, false)) {
            throw failed("If-Match", etag);
        }
        if (ifMatch.isEmpty() && modifiedSince(current)) {
            throw failed("If-Unmodified-Since", etag);
        }
        if (ifNoneMatch.isPresent() && matches(ifNoneMatch.get(), etag, true)) {
            throw failed("If-None-Match", etag);
        }
    }

    private boolean modifiedSince(Optional<CatalogEntry> current) {
        return ifUnmodifiedSince.isPresent()
                && current.map(entry -> entry.modified().truncatedTo(ChronoUnit.SECONDS))
                        .filter(ifUnmodifiedSince.get()::isBefore)
                        .isPresent();
    }

    private static Fault failed(String header, Optional<String> etag) {
        return new Fault(
                Fault.Kind.PRECONDITION_FAILED,
                header + " does not hold: "
                        + etag.map(tag -> "the image has the entity tag " + tag + ".")
                                .orElse("there is no such image."));
    }

    private static boolean matches(String list, Optional<String> etag, boolean weak) {
        if (etag.isEmpty() || list.strip().equals("*")) {
            return etag.isPresent();
        }
        Matcher tags = TAG.matcher(list);
        while (tags.find()) {
            if (etag.get().equals(tags.group(2)) && (weak || tags.group(1) == null)) {
                return true;
            }
        }
        return false;
    }

    private static void requireList(String header, Optional<String> list) {
        if (list.isPresent() && !LIST.matcher(list.get()).matches()) {
            throw new Fault(Fault.Kind.INVALID, header + " is * or a list of entity tags in quotes, such as \"0a1b\".");
        }
    }
}
