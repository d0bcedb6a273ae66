package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {
    private static final String SOUND = """
            public:
              listen: "127.0.0.1:0"
              trusted-proxies: [10.0.0.0/8, "::1/128"]
              tls: {certificate: a, key: b}
            max-connections: 7   # seven
            stores:
              main: {type: folder, root: /srv}
              hot:
                type: memory
            routes:
              - path: /a
                cache: {max-age: 1h}
            labels:
              a: 'x'
              "b": |
                text
            """;
    private static final String ODD = "{}[]:,-#&*!|>'\"%@`\t\n ?~\\\u0000\u00ff0aé=<";

    @TempDir
    Path folder;

    @Test
    void a_damaged_file_is_read_or_refused_and_never_breaks_the_reader() throws Exception {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        int refused = 0;
        new Reading(folder).settings(SOUND);
        for (int round = 0; round < 300; round++) {
            byte[] file = damaged(random);
            try {
                assertThat(Configurations.read(Sample.class, new Reading(folder).sources(file))
                                .show())
                        .isNotEmpty();
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
                refused++;
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + ", round " + round + ":\n" + new String(file, StandardCharsets.UTF_8), e);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(1, 299);
    }

    private static byte[] damaged(SplittableRandom random) {
        var text = new StringBuilder(SOUND);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, ODD.charAt(random.nextInt(ODD.length())));
                case 1 -> text.insert(at, ODD.charAt(random.nextInt(ODD.length())));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 12)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(1, 40))));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
