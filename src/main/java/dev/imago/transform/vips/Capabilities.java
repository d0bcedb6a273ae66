package dev.imago.transform.vips;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an installed libvips can do.
 *
 * @param library its file, or the name that the system knows it by
 * @param version such as 8.18.7
 * @param reads the formats that it reads
 * @param writes the formats that it writes
 * @param text whether it draws text
 */
public record Capabilities(String library, String version, Set<Format> reads, Set<OutputFormat> writes, boolean text) {
    /** @throws Fault of kind {@code UNSUPPORTED_TYPE} for originals that cannot be read here */
    public void requireReads(Format format) {
        if (!reads.contains(format)) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE,
                    "no rendition can be made of " + format.mediaType() + " here: " + lacking("reads", names(reads)));
        }
    }

    /** @throws Fault of kind {@code NOT_ACCEPTABLE} for renditions that cannot be written here */
    public void requireWrites(OutputFormat output) {
        if (!writes.contains(output)) {
            throw new Fault(
                    Fault.Kind.NOT_ACCEPTABLE,
                    output.format().mediaType() + " cannot be written here: "
                            + lacking(
                                    "writes",
                                    names(writes.stream()
                                            .map(OutputFormat::format)
                                            .toList())));
        }
    }

    private String lacking(String does, String formats) {
        return "the installed libvips " + version + " " + does + " " + formats;
    }

    private static String names(Collection<Format> formats) {
        return formats.stream().sorted().map(Format::mediaType).collect(Collectors.joining(", "));
    }
}
