package dev.imago.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.config.Check;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import dev.imago.journal.ChangeJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** A signature that a receiver gets, the URL of a receiver, and a body, a line each. */
final class WebhookFuzz {
    private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String SECRET = "a secret that no fuzzer knows";

    @FuzzTest
    void only_what_was_signed_is_verified_and_what_passes_for_a_url_can_be_sent_to(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(3);
        String header = lines.get(0);
        byte[] body = lines.get(2).getBytes(StandardCharsets.UTF_8);
        assertThat(Signature.verify(header, body, SECRET, NOW, TOLERANCE)).isFalse();
        String signed = Signature.sign(List.of("another secret", SECRET), NOW, body);
        assertThat(Signature.verify(signed, body, SECRET, NOW, TOLERANCE)).isTrue();
        assertThat(Signature.verify(signed, body, SECRET, NOW.plusSeconds(301), TOLERANCE))
                .isFalse();
        url(lines.get(1));
        payload(lines.get(2));
    }

    /** A change of an image with any name that there can be is one line that says this name. */
    private static void payload(String name) {
        ImageKey key;
        try {
            key = ImageKey.of(name);
        } catch (Fault noKey) {
            return;
        }
        var change = new Change(
                1, Change.Kind.DELETE, key, Optional.empty(), Optional.empty(), 0, NOW, Cause.REQUEST, "node-1");
        String json = ChangeJson.of(List.of(change));
        assertThat(json).doesNotContain("\n", "\r");
        assertThat(JsonMapper.shared().readTree(json).at("/0/key").asString()).isEqualTo(name);
    }

    private static void url(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException refusedByTheConfiguration) {
            return;
        }
        if (url.isAbsolute() && refusals(url).isEmpty()) {
            assertThatCode(() -> HttpRequest.newBuilder(url)).doesNotThrowAnyException();
        }
    }

    private static List<String> refusals(URI url) {
        var settings = new WebhookSettings(
                "shop", url, List.of(SECRET), List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
        List<String> refusals = new ArrayList<>();
        settings.check(new Check() {
            @Override
            public void refuse(String key, String expected) {
                refusals.add(key);
            }

            @Override
            public void refuse(String key, String expected, Collection<String> known) {
                refusals.add(key);
            }

            @Override
            public void warn(String key, String what) {}
        });
        return refusals;
    }
}
