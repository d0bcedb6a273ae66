package dev.imago.cli;

import dev.imago.cli.client.ImageInfo;
import dev.imago.config.Durations;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** Values as users write and read them. */
final class Values {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Values() {}

    /** As in the configuration. */
    static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not " + e.getMessage());
        }
    }

    /** A key, with or without the slash of its URL path. */
    static ImageKey key(String text) {
        try {
            return ImageKey.of(text.startsWith("/") ? text.substring(1) : text);
        } catch (Fault e) {
            throw new CommandFailed(ExitCode.USAGE, "'" + text + "' is no image key. " + e.message());
        }
    }

    /** In the zone of the user, to the second. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String time(Optional<Instant> instant, String otherwise) {
        return instant.map(Values::time).orElse(otherwise);
    }

    /** {@code 1200x800}, with the number of frames if there are several; a dash where there are none. */
    static String dimensions(ImageInfo image) {
        if (image.width().isEmpty() || image.height().isEmpty()) {
            return "-";
        }
        String size = image.width().get() + "x" + image.height().get();
        return image.frames()
                .filter(frames -> frames > 1)
                .map(frames -> size + ", " + frames + " frames")
                .orElse(size);
    }
}
