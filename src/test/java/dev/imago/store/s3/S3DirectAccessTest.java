package dev.imago.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.store.Locator;
import dev.imago.store.Presigned;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses by which clients without keys read from the service itself. */
@Tag("slow")
final class S3DirectAccessTest extends S3Ground {
    private static final String KEY = "für/a b+c%20d.jpg";
    private static final Presigned.Wanted WANTED =
            new Presigned.Wanted("GET", "image/webp", "public, max-age=5, immutable");

    private static S3Store store(String bucket, boolean pathStyle, Optional<URI> publicEndpoint) {
        Service service = CEPH.service();
        return new S3Store(
                "bucket",
                new Service(
                        service.endpoint(),
                        publicEndpoint,
                        service.region(),
                        service.keys(),
                        pathStyle,
                        service.authority()),
                new Bucket(bucket, "p/", "public", 8 << 20, Duration.ofDays(1), Optional.of(Duration.ofMinutes(5))),
                CephCluster.PATIENCE);
    }

    @Test
    void an_address_gives_the_image_with_the_header_fields_that_were_asked_for() throws Exception {
        try (S3Store store = store(CEPH.bucket(), true, Optional.empty())) {
            put(store, KEY, random(1000, 1));
            Presigned direct = store.capability(Presigned.class).orElseThrow();
            URI address = direct.address(new Locator(KEY), WANTED);

            String answer = curl("-i", address.toASCIIString());
            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("content-type: image/webp\r\n")
                    .containsIgnoringCase("cache-control: public, max-age=5, immutable\r\n")
                    .endsWith(new String(random(1000, 1), StandardCharsets.ISO_8859_1));
            assertThat(curl("-i", "-r", "0-9", address.toASCIIString())).startsWith("HTTP/1.1 206");
            URI head = direct.address(
                    new Locator(KEY), new Presigned.Wanted("HEAD", WANTED.mediaType(), WANTED.cacheControl()));
            assertThat(curl("-I", head.toASCIIString()))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("content-length: 1000\r\n");
        }
    }

    @Test
    void an_address_is_good_for_its_image_only() throws Exception {
        try (S3Store store = store(CEPH.bucket(), true, Optional.empty())) {
            put(store, "a.jpg", random(1000, 1));
            put(store, "b.jpg", random(1000, 2));
            URI address = store.capability(Presigned.class).orElseThrow().address(new Locator("a.jpg"), WANTED);

            String other = address.toASCIIString().replace("a.jpg", "b.jpg");
            assertThat(curl("-i", other)).startsWith("HTTP/1.1 403");
            assertThat(curl("-i", "-X", "DELETE", address.toASCIIString())).startsWith("HTTP/1.1 403");
            assertThat(read(store, "a.jpg")).isEqualTo(random(1000, 1));
        }
    }

    @Test
    void the_bucket_can_stand_in_the_host_name_of_another_address_for_clients() throws Exception {
        int port = CEPH.endpoint().getPort();
        String bucket = CEPH.bucket();
        URI outside = URI.create("http://s3.test:" + port);
        try (S3Store inPath = store(bucket, true, Optional.empty());
                S3Store inHost = store(bucket, false, Optional.of(outside))) {
            put(inPath, "a.jpg", random(1000, 1));
            URI address = inHost.capability(Presigned.class).orElseThrow().address(new Locator("a.jpg"), WANTED);

            assertThat(address).hasHost(bucket + ".s3.test").hasPath("/p/a.jpg");
            String answer =
                    curl("-i", "--resolve", address.getHost() + ":" + port + ":127.0.0.1", address.toASCIIString());
            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .endsWith(new String(random(1000, 1), StandardCharsets.ISO_8859_1));
        }
    }

    private static String curl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("curl", "-s", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).as("%s", command).isZero();
        return said;
    }
}
