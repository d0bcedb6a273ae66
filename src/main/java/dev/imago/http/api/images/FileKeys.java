package dev.imago.http.api.images;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes keys for files that come with a name and no key: a prefix and a pattern such as {@code {yyyy}/{MM}/{uuid}{ext}}. The
 * placeholders are {@code yyyy MM dd HH} (UTC), {@code uuid}, {@code name} (the file's name without extension, made fit for a
 * key) and {@code ext} (its extension in lower case with the dot, or that of the declared type).
 */
record FileKeys(String prefix, String pattern) {
    static final String NAME = "{name}{ext}";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cs}\"*:<>?|#%\\\\/]+");
    private static final Pattern EXTENSION = Pattern.compile("(.+)(\\.[A-Za-z0-9]{1,8})");
    private static final int MAX_NAME_BYTES = 200;

    /** The key of one file. @throws Fault of kind {@code INVALID} for an unknown placeholder or an impossible key */
    ImageKey keyFor(String fileName, Optional<String> mediaType, Instant now) {
        String bare = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        var split = EXTENSION.matcher(bare);
        boolean hasExtension = split.matches();
        String name = fit(hasExtension ? split.group(1) : bare);
        String extension = hasExtension
                ? split.group(2).toLowerCase(Locale.ROOT)
                : mediaType.flatMap(Format::ofMediaType).map(Format::extension).orElse("");
        ZonedDateTime time = now.atZone(ZoneOffset.UTC);
        String filled = PLACEHOLDER
                .matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(fill(found, name, extension, time)));
        return ImageKey.of(prefix + (filled.startsWith("/") ? filled.substring(1) : filled));
    }

    private static String fill(MatchResult found, String name, String extension, ZonedDateTime time) {
        return switch (found.group(1)) {
            case "yyyy" -> String.format(Locale.ROOT, "%04d", time.getYear());
            case "MM" -> String.format(Locale.ROOT, "%02d", time.getMonthValue());
            case "dd" -> String.format(Locale.ROOT, "%02d", time.getDayOfMonth());
            case "HH" -> String.format(Locale.ROOT, "%02d", time.getHour());
            case "uuid" -> UUID.randomUUID().toString();
            case "name" -> name;
            case "ext" -> extension;
            default ->
                throw new Fault(
                        Fault.Kind.INVALID,
                        "The pattern has an unknown placeholder " + found.group()
                                + "; known are {yyyy} {MM} {dd} {HH} {uuid} {name} {ext}.");
        };
    }

    private static String fit(String name) {
        String clean = UNFIT.matcher(Normalizer.normalize(name, Normalizer.Form.NFC))
                .replaceAll("-")
                .strip();
        while (clean.startsWith(".")) {
            clean = clean.substring(1);
        }
        while (clean.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            clean = clean.substring(0, clean.offsetByCodePoints(clean.length(), -1));
        }
        return clean.isEmpty() ? "image" : clean;
    }
}
