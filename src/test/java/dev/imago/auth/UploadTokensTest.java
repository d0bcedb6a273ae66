package dev.imago.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an upload token is good for, how long, and which ones are not taken. */
final class UploadTokensTest extends AuthGround {
    @Test
    void a_token_may_upload_within_its_limits_until_it_expires() {
        Principal writer = bearer(writeKey().reveal());
        UploadLimits limits = new UploadLimits(Set.of(Format.JPEG, Format.PNG), 1000, Optional.of(2));
        Tokens.Issued issued =
                auth.tokens().issue(writer, new Prefix("upload/u7/"), limits, Optional.of(Duration.ofMinutes(10)));
        Principal holder = token(issued.reveal());
        assertThat(holder.limits()).isEqualTo(limits);
        holder.require(Scope.WRITE, ImageKey.of("upload/u7/a.jpg"));
        assertFault(
                Fault.Kind.FORBIDDEN,
                "below upload/u7/ only",
                () -> holder.require(Scope.WRITE, ImageKey.of("upload/u8/a.jpg")));
        assertFault(
                Fault.Kind.FORBIDDEN, "scope read", () -> holder.require(Scope.READ, ImageKey.of("upload/u7/a.jpg")));
        assertFault(
                Fault.Kind.FORBIDDEN,
                "takes an API key",
                () -> auth.tokens().issue(holder, holder.prefix(), UploadLimits.NONE, Optional.empty()));
        clock.pass(Duration.ofMinutes(10));
        assertFault(Fault.Kind.UNAUTHENTICATED, "token has expired", () -> token(issued.reveal()));
    }

    @Test
    void a_token_is_counted() {
        UploadLimits limits = new UploadLimits(Set.of(), Long.MAX_VALUE, Optional.of(1));
        Principal holder = token(auth.tokens()
                .issue(bearer(ADMIN), Prefix.ALL, limits, Optional.empty())
                .reveal());
        auth.tokens().countUpload(holder);
        assertFault(
                Fault.Kind.FORBIDDEN, "good for 1 upload", () -> auth.tokens().countUpload(holder));
    }

    @Test
    void nobody_gets_a_token_for_more_than_the_key_allows() {
        Principal writer = bearer(writeKey().reveal());
        assertFault(
                Fault.Kind.FORBIDDEN,
                "below upload/ only",
                () -> auth.tokens().issue(writer, Prefix.ALL, UploadLimits.NONE, Optional.empty()));
        assertFault(
                Fault.Kind.INVALID,
                "lives for 1 to 86400 seconds",
                () -> auth.tokens().issue(writer, writer.prefix(), UploadLimits.NONE, Optional.of(Duration.ofDays(2))));
    }

    @Test
    void a_token_ends_with_the_key_that_issued_it() {
        ApiKeys.Issued key = writeKey();
        String token = issue(bearer(key.reveal()));
        token(token);
        auth.keys().revoke(key.key().id());
        assertFault(Fault.Kind.UNAUTHENTICATED, "works no longer", () -> token(token));
    }

    @Test
    void a_token_outlives_the_signing_keys_turn_and_ends_when_all_are_revoked() {
        String token = auth.tokens()
                .issue(bearer(ADMIN), Prefix.ALL, UploadLimits.NONE, Optional.of(Duration.ofDays(1)))
                .reveal();
        clock.pass(Duration.ofHours(12));
        tokens.add(SigningKey.random(clock.instant()));
        clock.pass(Duration.ofSeconds(5));
        token(token);
        auth.tokens().revokeAll();
        assertFault(Fault.Kind.UNAUTHENTICATED, "not one of this server's", () -> token(token));
    }

    @Test
    void signing_keys_take_turns_and_old_ones_go() {
        issue(bearer(ADMIN));
        clock.pass(Duration.ofDays(30));
        issue(bearer(ADMIN));
        assertThat(tokens.signingKeys()).hasSize(2);
        clock.pass(Duration.ofDays(30).plusSeconds(1));
        issue(bearer(ADMIN));
        assertThat(tokens.signingKeys()).hasSize(2);
    }

    @Test
    void tokens_go_on_while_the_database_is_down() {
        String token = issue(bearer(ADMIN));
        tokens.down(true);
        keys.down(true);
        clock.pass(Duration.ofMinutes(50));
        token(token);
    }

    @Test
    void forged_tokens_are_refused() {
        String[] parts = issue(bearer(ADMIN)).split("\\.");
        SigningKey stranger = SigningKey.random(clock.instant());
        String none = encode("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"" + stranger.id() + "\"}");
        String kid = tokens.signingKeys().getFirst().id();
        String crit = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\",\"crit\":[\"x\"]}");
        String other = encode("{\"alg\":\"HS512\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String wider = encode(claims.replaceFirst("\"exp\":[0-9]+", "\"exp\":99999999999"));
        for (String forged : new String[] {
            none + "." + parts[1] + ".",
            none + "." + parts[1] + "." + parts[2],
            crit + "." + parts[1] + "." + parts[2],
            other + "." + parts[1] + "." + parts[2],
            parts[0] + "." + wider + "." + parts[2],
            parts[0] + "." + parts[1] + "." + parts[2] + "=",
            Jws.sign(
                    new Object() {
                        public final String aud = "imago-upload";
                    },
                    stranger),
        }) {
            assertFault(Fault.Kind.UNAUTHENTICATED, "", () -> token(forged));
        }
        token(String.join(".", parts));
    }

    @Test
    void a_key_is_not_taken_from_where_only_tokens_may_be() {
        String key = writeKey().reveal();
        assertFault(Fault.Kind.UNAUTHENTICATED, "Authorization: Bearer", () -> token(key));
    }

    private String issue(Principal issuer) {
        return auth.tokens()
                .issue(issuer, issuer.prefix(), UploadLimits.NONE, Optional.empty())
                .reveal();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
