package dev.imago.http.api.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.images.Multipart.Part;
import dev.imago.image.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; charset=utf-8; boundary=--x-X";

    @Test
    void bytes_that_look_almost_like_a_boundary_come_through_in_any_portions() throws IOException {
        Random random = new Random(11);
        byte[] alphabet = "\r\n--x-Xab".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 300; round++) {
            List<byte[]> files = new ArrayList<>();
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            form.writeBytes(round % 2 == 0 ? new byte[0] : "preamble\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 3; i++) {
                byte[] file = new byte[random.nextInt(200)];
                for (int j = 0; j < file.length; j++) {
                    file[j] = alphabet[random.nextInt(alphabet.length)];
                }
                if (new String(file, StandardCharsets.US_ASCII).contains("\r\n----x-X")) {
                    continue;
                }
                files.add(file);
                form.writeBytes("----x-X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                form.writeBytes(file);
                form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            form.writeBytes("----x-X--".getBytes(StandardCharsets.US_ASCII));
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(form.toByteArray(), 1 + random.nextInt(40)))
                    .as("round " + round)
                    .containsExactlyElementsOf(files);
        }
    }

    @Test
    void nothing_need_follow_the_last_boundary() throws IOException {
        byte[] form = "----x-X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nbytes\r\n----x-X--"
                .getBytes(StandardCharsets.US_ASCII);
        for (int portion : new int[] {1, 1000}) {
            assertThat(read(form, portion)).containsExactly("bytes".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_form_cut_anywhere_is_refused_with_a_fault() throws IOException {
        byte[] form =
                ("----x-X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nbytes\r\n----x-X--\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length < form.length - 2; length++) {
            Optional<Fault> fault = Optional.empty();
            try {
                read(Arrays.copyOf(form, length), 7);
            } catch (Fault thrown) {
                fault = Optional.of(thrown);
            }
            assertThat(fault.map(Fault::kind)).as("cut to " + length).contains(Fault.Kind.INVALID);
        }
    }

    @Test
    void names_come_as_browsers_and_others_write_them() throws IOException {
        assertThat(name("filename=\"a;b %22c%22.png\"")).contains("a;b \"c\".png");
        assertThat(name("filename=plain.png")).contains("plain.png");
        assertThat(name("filename=\"x\"; filename*=UTF-8''%C3%BC.png")).contains("ü.png");
        assertThat(name("filename=\"日本.png\"")).contains("日本.png");
        assertThat(name("title=none")).isEmpty();
        assertThat(name("title=\"; filename=x\"; filename=\"y\"")).contains("y");
        assertThat(name("filename*=latin-1''x; filename=y")).contains("y");
    }

    private static Optional<String> name(String parameters) throws IOException {
        String form =
                "----x-X\r\ncontent-disposition: form-data; name=\"f\"; " + parameters + "\r\n\r\n\r\n----x-X--\r\n";
        Multipart multipart = new Multipart(TYPE, new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)));
        return multipart.next().orElseThrow().fileName();
    }

    private static List<byte[]> read(byte[] form, int portion) throws IOException {
        InputStream slow = new ByteArrayInputStream(form) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, portion));
            }
        };
        Multipart multipart = new Multipart(TYPE, slow);
        List<byte[]> files = new ArrayList<>();
        for (Optional<Part> part = multipart.next(); part.isPresent(); part = multipart.next()) {
            files.add(part.get().body().readAllBytes());
        }
        return files;
    }
}
