package dev.imago.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Samples.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnifferTest {
    static List<Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void tells_format_and_size_of_a_sound_image(Sample sample) throws IOException {
        ImageHeader header = read(sample.bytes()).orElseThrow();
        assertThat(header.format()).isEqualTo(sample.format());
        assertThat(header.dimensions())
                .isEqualTo(
                        sample.width() == 0
                                ? Optional.empty()
                                : Optional.of(new Dimensions(sample.width(), sample.height(), sample.frames())));
        complete(sample.bytes(), sample.format());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_image_cut_anywhere_is_refused_or_no_image_but_never_sound(Sample sample) throws IOException {
        // The last chunk of a PNG may lose its checksum's bytes only together with the chunk; a bare JXL stream tells
        // no length.
        boolean tellsItsEnd = !sample.name().equals("cs.jxl");
        for (int length = 0; length < sample.bytes().length - 1; length++) {
            byte[] cut = Arrays.copyOf(sample.bytes(), length);
            try {
                Optional<ImageHeader> header = read(cut);
                if (header.isPresent()) {
                    complete(cut, header.get().format());
                    assertThat(tellsItsEnd).as("cut to " + length).isFalse();
                }
            } catch (Fault fault) {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
                assertThat(fault.message()).contains(sample.format().name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void mutated_bytes_cause_faults_only_and_little_work(Sample sample) throws IOException {
        Random random = new Random(20260101);
        int[] extremes = {0, 1, 0x7F, 0x80, 0xFE, 0xFF};
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = sample.bytes().clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(64, bytes.length) : bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : extremes[random.nextInt(6)]);
            }
            assertFaultsOnly(bytes);
        }
    }

    @Test
    void random_bytes_behind_each_magic_cause_faults_only() throws IOException {
        Random random = new Random(7);
        for (Sample sample : Samples.all()) {
            for (int round = 0; round < 300; round++) {
                byte[] bytes = new byte[64 + random.nextInt(4000)];
                random.nextBytes(bytes);
                System.arraycopy(sample.bytes(), 0, bytes, 0, Math.min(12, sample.bytes().length));
                assertFaultsOnly(bytes);
            }
        }
    }

    @Test
    void a_hostile_tiff_with_ten_thousand_overlapping_directories_is_refused_soon() throws IOException {
        int size = 1 << 20;
        ByteBuffer tiff = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(0x002A4949).putInt(8);
        for (int at = 8; at + 2 < size; at += 2) {
            tiff.putShort(at, (short) 0xFFFF);
        }
        long start = System.nanoTime();
        assertFaultsOnly(tiff.array());
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    @Test
    void a_tiff_whose_directories_form_a_circle_is_refused() {
        ByteBuffer tiff = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(0x002A4949).putInt(8).putShort((short) 2);
        tiff.putShort((short) 256).putShort((short) 3).putInt(1).putInt(10);
        tiff.putShort((short) 257).putShort((short) 3).putInt(1).putInt(10);
        tiff.putInt(8);
        assertThatThrownBy(() -> read(tiff.array())).isInstanceOf(Fault.class).hasMessageContaining("pages");
    }

    @Test
    void a_jpeg_with_fill_bytes_and_large_segments_before_its_frame_is_read() throws IOException {
        byte[] jpeg = Samples.jpeg(40, 24);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        for (int i = 0; i < 40; i++) {
            out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xE2, (byte) 0xFF, (byte) 0xFF});
            out.writeBytes(new byte[0xFFFF - 2]);
        }
        out.write(jpeg, 2, jpeg.length - 2);
        assertThat(read(out.toByteArray()).orElseThrow().dimensions()).contains(new Dimensions(40, 24));
        complete(out.toByteArray(), Format.JPEG);
    }

    @Test
    void a_film_behind_the_end_of_a_jpeg_is_tolerated() throws IOException {
        byte[] jpeg = Samples.jpeg(40, 24);
        complete(Arrays.copyOf(jpeg, jpeg.length + 3_000_000), Format.JPEG);
    }

    @Test
    void the_frames_of_a_gif_are_counted() throws IOException {
        byte[] gif = Samples.encoded("gif", 40, 24);
        int descriptor = 13 + (3 << (gif[10] & 7) + 1);
        while (gif[descriptor] != 0x2C) {
            descriptor += 8;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(gif, 0, gif.length - 1);
        out.write(gif, descriptor, gif.length - 1 - descriptor);
        out.write(gif, descriptor, gif.length - descriptor);
        assertThat(read(out.toByteArray()).orElseThrow().dimensions()).contains(new Dimensions(40, 24, 3));
    }

    @Test
    void a_claimed_giant_is_told_as_it_is_so_that_limits_can_refuse_it() throws IOException {
        Dimensions giant = read(Samples.pngClaiming(100_000, 100_000))
                .orElseThrow()
                .dimensions()
                .orElseThrow();
        assertThat(giant.pixels()).isEqualTo(10_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg/>",
                "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
                "\u00EF\u00BB\u00BF <?xml version='1.0'?><!DOCTYPE svg PUBLIC '-' 'x'><svg></svg  >",
                "<!DOCTYPE svg [ <!ENTITY a 'b>'> ]> <s:svg xmlns:s='x'></s:svg> <!-- end -->"
            })
    void svg_is_known_by_its_root_element(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(bytes)).contains(new ImageHeader(Format.SVG, Optional.empty()));
        complete(bytes, Format.SVG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<html><svg></svg></html>",
                "<svgx/>",
                "<?php echo 1; ?><html/>",
                "<!-- <svg> ",
                "BMW is a car, and not a bitmap at all",
                "\0\0\0\u0018ftypmp42\0\0\0\0mp42isom",
                "%PDF-1.7",
                "GIF88a",
                "RIFF\0\0\0\0WAVE",
                "MZ"
            })
    void what_is_no_image_is_not_taken_for_one(String text) throws IOException {
        assertThat(read(text.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    }

    private static void assertFaultsOnly(byte[] bytes) throws IOException {
        try {
            Optional<ImageHeader> header = read(bytes);
            if (header.isPresent()) {
                complete(bytes, header.get().format());
            }
        } catch (Fault fault) {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        }
    }

    private static Optional<ImageHeader> read(byte[] bytes) throws IOException {
        return Sniffer.read(new BytesChannel(bytes));
    }

    private static void complete(byte[] bytes, Format format) throws IOException {
        Sniffer.requireComplete(new BytesChannel(bytes), format);
    }
}
