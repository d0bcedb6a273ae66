package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** ImageMagick, which has nothing to do with libvips: makes originals, and reads what came out. */
final class Magick {
    private static final List<String> NAMES = List.of("magick", "convert-im7.q16", "convert-im6.q16", "convert");
    private static final Optional<Path> PROGRAM =
            NAMES.stream().flatMap(Magick::inPath).findFirst();

    private Magick() {}

    private static Stream<Path> inPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }

    static boolean isThere() {
        return PROGRAM.isPresent();
    }

    /** What {@code convert ARGUMENTS} writes to its standard output when it gets this on its standard input. */
    static byte[] convert(byte[] input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.orElseThrow().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("MAGICK_THREAD_LIMIT", "1");
        Process process = builder.start();
        Thread.ofVirtual().start(() -> {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException e) {
                // It did not want to read all of it.
            }
        });
        var said = new StringBuilder();
        Thread errors = Thread.ofVirtual()
                .start(() -> process.errorReader()
                        .lines()
                        .forEach(line -> said.append(line).append('\n')));
        byte[] output = process.getInputStream().readAllBytes();
        try {
            errors.join();
            assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(output).as("%s: %s", command, said).isNotEmpty();
        return output;
    }

    /** Encodes pictures of one size, the frames of an animation, as the last of the arguments says. */
    static byte[] encoded(List<Picture> frames, String... arguments) throws IOException {
        Picture first = frames.getFirst();
        var raw = new java.io.ByteArrayOutputStream();
        for (Picture frame : frames) {
            raw.write(frame.rgba());
        }
        List<String> all = new ArrayList<>(List.of("-size", first.width() + "x" + first.height(), "-depth", "8"));
        int inputs = List.of(arguments).indexOf("-delay") + 2;
        all.addAll(inputs > 1 ? List.of(arguments).subList(0, inputs) : List.of());
        all.add("rgba:-");
        all.addAll(inputs > 1 ? List.of(arguments).subList(inputs, arguments.length) : List.of(arguments));
        return convert(raw.toByteArray(), all.toArray(String[]::new));
    }

    static byte[] encoded(Picture picture, String... arguments) throws IOException {
        return encoded(List.of(picture), arguments);
    }

    /** A frame as a browser shows it. */
    static Picture decoded(byte[] image, String format, int frame) throws IOException {
        byte[] png = convert(
                image,
                format + ":-",
                "-coalesce",
                "-delete",
                frame == 0 ? "1--1" : "0-" + (frame - 1),
                "-delete",
                "1--1",
                "png32:-");
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
        return Picture.of(read);
    }
}
