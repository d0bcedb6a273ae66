package dev.imago.upload;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageHeader;
import dev.imago.image.Sniffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows that received bytes are an image, whole, and one that the policy allows. */
final class Inspection {
    private Inspection() {}

    /**
     * What the bytes are.
     *
     * @throws Fault of kind {@code TOO_LARGE}, {@code UNSUPPORTED_TYPE} or {@code UNPROCESSABLE} that says why not
     */
    static ImageHeader inspect(Spool spool, UploadPolicy policy) {
        if (spool.size() == 0) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "The upload is empty.");
        }
        if (spool.size() > policy.maxBytes()) {
            throw new Fault(
                    Fault.Kind.TOO_LARGE,
                    "The image has " + spool.size() + " bytes; " + policy.maxBytes() + " are allowed here.");
        }
        try (FileChannel channel = FileChannel.open(spool.file(), StandardOpenOption.READ)) {
            ImageHeader header = allowed(Sniffer.read(channel), policy);
            Sniffer.requireComplete(channel, header.format());
            requirePixels(header, policy.maxPixels());
            return header;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Whether the bytes are an image of any kind, or the beginning of one. */
    static boolean isImage(Spool spool) {
        try (FileChannel channel = FileChannel.open(spool.file(), StandardOpenOption.READ)) {
            return Sniffer.read(channel).isPresent();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Fault unreadable(IOException e) {
        return new Fault(Fault.Kind.UNAVAILABLE, "The received bytes cannot be read back.", e);
    }

    private static ImageHeader allowed(Optional<ImageHeader> header, UploadPolicy policy) {
        if (header.isEmpty()) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE, "These bytes are no image. Accepted here: " + list(policy) + ".");
        }
        Format format = header.get().format();
        if (!policy.formats().contains(format)) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE, format + " is not accepted here. Accepted: " + list(policy) + ".");
        }
        return header.get();
    }

    private static void requirePixels(ImageHeader header, long maxPixels) {
        header.dimensions().ifPresent(dimensions -> {
            if (dimensions.pixels() > maxPixels) {
                throw new Fault(
                        Fault.Kind.UNPROCESSABLE,
                        String.format(
                                Locale.ROOT,
                                "The image has %d × %d pixels%s, more than the %d pixels in all that are allowed here.",
                                dimensions.width(),
                                dimensions.height(),
                                dimensions.frames() == 1 ? "" : " in " + dimensions.frames() + " frames",
                                maxPixels));
            }
        });
    }

    private static String list(UploadPolicy policy) {
        return policy.formats().stream().sorted().map(Format::name).collect(Collectors.joining(", "));
    }
}
