package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.store.Locator;
import dev.imago.store.Presigned.Wanted;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Addresses with the token that FastDFS's own library makes of the same file, secret and time. */
final class DirectLinksTest {
    private static final Locator IMAGE = new Locator("group1/M00/00/00/CnpeA2sNL36AO-wCAAAABTYQpoY843.jpg");
    private static final Wanted GET = new Wanted("GET", "image/jpeg", "public");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_767_225_600));

    private static DirectLinks links(String base, Optional<String> secret) {
        return new DirectLinks(URI.create(base), secret, Duration.ofMinutes(15), CLOCK);
    }

    @Test
    void a_token_is_the_one_that_the_web_server_expects() {
        assertThat(links("https://img.example.com", Optional.of("FastDFS1234567890"))
                        .address(IMAGE, GET))
                .hasToString("https://img.example.com/" + IMAGE.value()
                        + "?token=d9bab7147c284f7b6997dc4c54534558&ts=1767225600");
    }

    @Test
    void without_a_secret_there_is_no_token() {
        for (String base : new String[] {"https://img.example.com/files", "https://img.example.com/files/"}) {
            assertThat(links(base, Optional.empty()).address(IMAGE, GET))
                    .hasToString("https://img.example.com/files/" + IMAGE.value());
        }
    }

    @Test
    void what_is_no_file_of_fastdfs_has_no_address() {
        DirectLinks links = links("https://img.example.com", Optional.empty());
        assertThatThrownBy(() -> links.address(new Locator("../../etc/passwd"), GET))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
