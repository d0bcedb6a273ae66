package dev.imago.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuthenticatorTest {
    private static final String ADMIN = "a-key-of-the-environment";
    private static final InetAddress HERE = address("192.0.2.1");
    private static final InetAddress THERE = address("192.0.2.2");

    private final ManualClock clock = new ManualClock();
    private final MemoryKeyStore keys = new MemoryKeyStore();
    private final MemoryTokenStore tokens = new MemoryTokenStore();
    private final Auth auth = new Auth(AuthSettings.defaults(), keys, tokens, Optional.of(new AdminKey(ADMIN)), clock);

    @AfterEach
    void close() {
        auth.close();
    }

    @Test
    void a_key_is_accepted_as_bearer_and_as_the_password_of_basic() {
        ApiKeys.Issued issued = writeKey();
        assertThat(bearer(issued.reveal()).id()).isEqualTo(issued.key().id());
        String basic = Base64.getEncoder().encodeToString(("x:" + issued.reveal()).getBytes(StandardCharsets.UTF_8));
        assertThat(authenticate("basic " + basic).scopes()).containsExactly(Scope.WRITE);
    }

    @Test
    void no_credentials_are_nobody_who_may_do_nothing() {
        Principal nobody = auth.authenticator().authenticate(Optional.empty(), Optional.empty(), HERE);
        assertFault(Fault.Kind.UNAUTHENTICATED, "scope read", () -> nobody.require(Scope.READ, ImageKey.of("a")));
    }

    @Test
    void scopes_and_prefix_are_held_against_what_is_asked() {
        Principal writer = bearer(writeKey().reveal());
        writer.require(Scope.WRITE, ImageKey.of("upload/a.jpg"));
        writer.requirePrefix(Scope.WRITE, "upload/qa/");
        assertFault(
                Fault.Kind.FORBIDDEN,
                "below upload/ only",
                () -> writer.require(Scope.WRITE, ImageKey.of("upload2/a")));
        assertFault(
                Fault.Kind.FORBIDDEN,
                "needs the scope delete",
                () -> writer.require(Scope.DELETE, ImageKey.of("upload/a.jpg")));
        assertFault(Fault.Kind.FORBIDDEN, "below upload/", () -> writer.requirePrefix(Scope.WRITE, ""));
        bearer(ADMIN).require(Scope.DELETE, ImageKey.of("any/where"));
    }

    @Test
    void a_wrong_secret_is_refused_with_the_words_for_an_unknown_key() {
        String right = writeKey().reveal();
        String wrong = right.substring(0, right.length() - 1) + (right.endsWith("a") ? "b" : "a");
        for (String text : new String[] {wrong, "imago_aaaaaaaaaa_" + "x".repeat(43), "nonsense", ""}) {
            assertFault(Fault.Kind.UNAUTHENTICATED, "", () -> bearer(text));
        }
        assertFault(Fault.Kind.UNAUTHENTICATED, "not known here", () -> bearer(wrong));
    }

    @Test
    void no_message_and_no_text_of_an_object_shows_a_key() {
        ApiKeys.Issued issued = writeKey();
        auth.keys().revoke(issued.key().id());
        String secret = issued.reveal().substring(17);
        assertThat(issued.toString()).doesNotContain(secret);
        assertThat(PlainKey.parse(issued.reveal()).orElseThrow().toString()).doesNotContain(secret);
        assertThat(issued.key().toString()).doesNotContain(issued.key().hash().hex());
        assertThatThrownBy(() -> bearer(issued.reveal()))
                .hasMessageContaining("revoked")
                .hasMessageNotContaining(secret);
    }

    @Test
    void an_expired_key_is_refused_at_its_time() {
        String key = auth.keys()
                .create(
                        "",
                        Set.of(Scope.READ),
                        Prefix.ALL,
                        Optional.of(clock.instant().plusSeconds(60)))
                .reveal();
        bearer(key);
        clock.pass(Duration.ofSeconds(60));
        assertFault(Fault.Kind.UNAUTHENTICATED, "has expired", () -> bearer(key));
    }

    @Test
    void the_database_is_asked_once_in_the_time_of_the_cache() {
        String key = writeKey().reveal();
        for (int i = 0; i < 100; i++) {
            bearer(key);
        }
        assertThat(keys.reads()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(5));
        bearer(key);
        assertThat(keys.reads()).isEqualTo(2);
    }

    @Test
    void a_revocation_holds_here_at_once_and_on_other_nodes_within_the_time_of_the_cache() {
        ApiKeys.Issued issued = writeKey();
        try (Auth other = new Auth(AuthSettings.defaults(), keys, tokens, Optional.empty(), clock)) {
            Optional<String> header = Optional.of("Bearer " + issued.reveal());
            other.authenticator().authenticate(header, Optional.empty(), HERE);
            bearer(issued.reveal());
            auth.keys().revoke(issued.key().id());
            assertFault(Fault.Kind.UNAUTHENTICATED, "revoked", () -> bearer(issued.reveal()));
            clock.pass(Duration.ofSeconds(5));
            assertFault(
                    Fault.Kind.UNAUTHENTICATED,
                    "revoked",
                    () -> other.authenticator().authenticate(header, Optional.empty(), HERE));
        }
    }

    @Test
    void seen_keys_go_on_while_the_database_is_down_and_unseen_ones_are_not_called_wrong() {
        String seen = writeKey().reveal();
        String unseen = writeKey().reveal();
        bearer(seen);
        keys.down(true);
        clock.pass(Duration.ofMinutes(59));
        bearer(seen);
        assertFault(Fault.Kind.UNAVAILABLE, "", () -> bearer(unseen));
        clock.pass(Duration.ofMinutes(2));
        assertFault(Fault.Kind.UNAVAILABLE, "", () -> bearer(seen));
        bearer(ADMIN);
        keys.down(false);
        bearer(unseen);
    }

    @Test
    void too_many_wrong_keys_shut_an_address_out_but_not_keys_that_were_right_there() {
        String known = writeKey().reveal();
        String fresh = writeKey().reveal();
        bearer(known);
        for (int i = 0; i < 20; i++) {
            assertFault(Fault.Kind.UNAUTHENTICATED, "", () -> bearer("wrong"));
        }
        assertFault(Fault.Kind.TOO_MANY_REQUESTS, "", () -> bearer("wrong"));
        assertFault(Fault.Kind.TOO_MANY_REQUESTS, "", () -> bearer(fresh));
        bearer(known);
        auth.authenticator().authenticate(Optional.of("Bearer " + fresh), Optional.empty(), THERE);
        clock.pass(Duration.ofSeconds(3));
        bearer(fresh);
    }

    @Test
    void the_last_use_is_written_later_and_by_another_thread() {
        ApiKeys.Issued issued = writeKey();
        bearer(issued.reveal());
        assertThat(keys.find(issued.key().id()).flatMap(ApiKey::lastUsed)).isEmpty();
        auth.close();
        assertThat(keys.find(issued.key().id()).flatMap(ApiKey::lastUsed)).contains(clock.instant());
    }

    @Test
    void the_first_start_makes_an_admin_key_and_no_other_start_does() {
        try (Auth first = new Auth(AuthSettings.defaults(), keys, tokens, Optional.empty(), clock)) {
            String made = first.firstAdminKey().orElseThrow();
            assertThat(bearer(made).scopes()).containsExactly(Scope.ADMIN);
            assertThat(first.firstAdminKey()).isEmpty();
        }
        assertThat(auth.firstAdminKey()).isEmpty();
    }

    @Test
    void an_admin_key_of_the_environment_that_is_too_short_is_refused_without_being_shown() {
        assertThatThrownBy(() -> new AdminKey("short-secret"))
                .hasMessageContaining("at least 16 characters")
                .hasMessageNotContaining("short-secret");
    }

    @Test
    void keys_that_make_no_sense_are_refused() {
        ApiKeys made = auth.keys();
        assertFault(
                Fault.Kind.INVALID,
                "at least one scope",
                () -> made.create("", Set.of(), Prefix.ALL, Optional.empty()));
        assertFault(
                Fault.Kind.INVALID,
                "has no prefix",
                () -> made.create("", Set.of(Scope.ADMIN), new Prefix("a/"), Optional.empty()));
        assertFault(
                Fault.Kind.INVALID,
                "in the future",
                () -> made.create("", Set.of(Scope.READ), Prefix.ALL, Optional.of(clock.instant())));
        for (String prefix : new String[] {"a", "/", "/a/", "a//", "../", "a/../"}) {
            assertFault(Fault.Kind.INVALID, "ends with a slash", () -> new Prefix(prefix));
        }
    }

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

    private ApiKeys.Issued writeKey() {
        return auth.keys().create("test", Set.of(Scope.WRITE), new Prefix("upload/"), Optional.empty());
    }

    private String issue(Principal issuer) {
        return auth.tokens()
                .issue(issuer, issuer.prefix(), UploadLimits.NONE, Optional.empty())
                .reveal();
    }

    private Principal bearer(String key) {
        return authenticate("Bearer " + key);
    }

    private Principal authenticate(String authorization) {
        return auth.authenticator().authenticate(Optional.of(authorization), Optional.empty(), HERE);
    }

    private Principal token(String text) {
        return auth.authenticator().authenticate(Optional.empty(), Optional.of(text), HERE);
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertFault(Fault.Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
