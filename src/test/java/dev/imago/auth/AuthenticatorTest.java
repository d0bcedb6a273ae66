package dev.imago.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is known by a key, and what he may do. */
final class AuthenticatorTest extends AuthGround {
    private static final InetAddress THERE = address("192.0.2.2");

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
}
