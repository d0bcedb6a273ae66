package dev.imago.http.api.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A form with files: the Content-Type in the first line, the body behind it. */
final class MultipartFuzz {
    private record File(Optional<String> name, List<Byte> bytes) {}

    @FuzzTest
    void a_form_has_the_same_parts_however_it_arrives_and_names_of_files_stay_below_their_prefix(byte[] bytes) {
        String text = Input.latin1(bytes).text();
        int end = text.indexOf('\n');
        String type = text.substring(0, Math.max(0, end));
        byte[] body = text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1);
        Optional<List<File>> whole = parts(type, body, body.length + 1);
        assertThat(parts(type, body, 1)).isEqualTo(whole);
        whole.ifPresent(files -> {
            assertThat(files.stream().mapToInt(file -> file.bytes().size()).sum())
                    .isLessThanOrEqualTo(body.length);
            files.forEach(file -> file.name().ifPresent(name -> {
                staysBelow(name);
                isReadAsWritten(name);
            }));
        });
    }

    private static void staysBelow(String fileName) {
        Input.unlessRefused(
                        Fault.Kind.INVALID,
                        () -> new FileKeys("upload/", FileKeys.NAME)
                                .keyFor(fileName, Optional.of("image/png"), Instant.EPOCH))
                .map(ImageKey::value)
                .ifPresent(key -> assertThat(key).startsWith("upload/").matches("upload/[^/.][^/]*"));
    }

    /** Also where it looks like another parameter. */
    private static void isReadAsWritten(String name) {
        if (name.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\')
                && !name.contains("%22")
                && name.length() < 3_000) {
            String form = "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"; name=b" + name
                    + "\"\r\n\r\n\r\n--x--";
            byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
            assertThat(parts("multipart/form-data; boundary=x", bytes, bytes.length))
                    .hasValueSatisfying(files -> assertThat(files)
                            .singleElement()
                            .extracting(File::name)
                            .isEqualTo(Optional.of("; name=b" + name)));
        }
    }

    /** Empty if the form is refused. */
    private static Optional<List<File>> parts(String type, byte[] body, int atATime) {
        try {
            Multipart form = new Multipart(type, new Portions(body, atATime));
            List<File> files = new ArrayList<>();
            for (Optional<Multipart.Part> part = form.next(); part.isPresent(); part = form.next()) {
                Multipart.Part found = part.get();
                List<Byte> content = new ArrayList<>();
                for (byte b : found.body().readAllBytes()) {
                    content.add(b);
                }
                found.name();
                files.add(new File(
                        Input.unlessRefused(Fault.Kind.INVALID, found::fileName).flatMap(name -> name), content));
            }
            return Optional.of(files);
        } catch (Fault refused) {
            assertThat(refused.kind()).isIn(Fault.Kind.INVALID, Fault.Kind.UNSUPPORTED_TYPE);
            return Optional.empty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Bytes that come in small portions. */
    private static final class Portions extends InputStream {
        private final ByteArrayInputStream bytes;
        private final int most;

        Portions(byte[] bytes, int most) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.most = most;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, Math.min(length, most));
        }
    }
}
