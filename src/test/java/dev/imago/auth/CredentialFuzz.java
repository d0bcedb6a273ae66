package dev.imago.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import java.time.Instant;
import java.util.Optional;

/** The field Authorization. */
final class CredentialFuzz {
    private static final SigningKey KEY = new SigningKey("k1", new byte[32], Instant.EPOCH);

    /** What a token says. */
    private record Claims(String prefix) {}

    @FuzzTest
    void what_cannot_be_a_credential_is_refused_without_being_repeated_and_no_token_verifies_without_the_key(
            byte[] bytes) {
        String text = Input.latin1(bytes).text();
        Optional<String> presented = Input.unlessRefused(Fault.Kind.UNAUTHENTICATED, () -> Presented.in(text));
        String token = presented.orElse(text);
        PlainKey.parse(token).ifPresent(key -> {
            assertThat(key.reveal()).isEqualTo(token);
            assertThat(key.toString()).doesNotContain(token.substring(token.length() - 43));
        });
        assertThat(Jws.verify(token, Claims.class, _ -> Optional.of(secret()))).isEmpty();
        String signed = Jws.sign(new Claims(token), KEY);
        if (signed.length() <= 4096) {
            assertThat(Jws.verify(signed, Claims.class, _ -> Optional.of(KEY))).contains(new Claims(token));
            assertThat(Jws.verify(signed, Claims.class, _ -> Optional.of(secret())))
                    .isEmpty();
        }
    }

    private static SigningKey secret() {
        byte[] other = new byte[32];
        other[0] = 1;
        return new SigningKey("k1", other, Instant.EPOCH);
    }
}
