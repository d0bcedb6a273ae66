package dev.imago.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link KeyStore} and {@link TokenStore} does. */
abstract class AuthStoresContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    /** An empty store. */
    abstract KeyStore keys();

    /** An empty store. */
    abstract TokenStore tokens();

    @Test
    void a_key_comes_back_as_it_was_added() {
        KeyStore keys = keys();
        ApiKey full = key("aaaaaaaaaa", Set.of(Scope.READ, Scope.WRITE), Optional.of(NOW.plusSeconds(60)));
        ApiKey bare = key("bbbbbbbbbb", Set.of(Scope.ADMIN), Optional.empty());
        keys.add(bare);
        keys.add(full);
        assertThat(keys.find("aaaaaaaaaa")).contains(full);
        assertThat(keys.find("cccccccccc")).isEmpty();
        assertThat(keys.list()).containsExactly(full, bare);
    }

    @Test
    void a_revoked_key_stays_revoked_at_its_first_time() {
        KeyStore keys = keys();
        keys.add(key("aaaaaaaaaa", Set.of(Scope.READ), Optional.empty()));
        assertThat(keys.revoke("aaaaaaaaaa", NOW).flatMap(ApiKey::revoked)).contains(NOW);
        assertThat(keys.revoke("aaaaaaaaaa", NOW.plusSeconds(9)).flatMap(ApiKey::revoked))
                .contains(NOW);
        assertThat(keys.find("aaaaaaaaaa").flatMap(ApiKey::revoked)).contains(NOW);
        assertThat(keys.revoke("bbbbbbbbbb", NOW)).isEmpty();
    }

    @Test
    void the_last_use_only_moves_on() {
        KeyStore keys = keys();
        keys.add(key("aaaaaaaaaa", Set.of(Scope.READ), Optional.empty()));
        keys.used(Map.of("aaaaaaaaaa", NOW, "unknown", NOW));
        keys.used(Map.of("aaaaaaaaaa", NOW.minusSeconds(5)));
        assertThat(keys.find("aaaaaaaaaa").flatMap(ApiKey::lastUsed)).contains(NOW);
        keys.used(Map.of("aaaaaaaaaa", NOW.plusSeconds(5)));
        assertThat(keys.find("aaaaaaaaaa").flatMap(ApiKey::lastUsed)).contains(NOW.plusSeconds(5));
    }

    @Test
    void an_admin_key_is_added_only_when_none_can_be_used() {
        KeyStore keys = keys();
        keys.add(key("aaaaaaaaaa", Set.of(Scope.WRITE), Optional.empty()));
        keys.add(key("bbbbbbbbbb", Set.of(Scope.ADMIN), Optional.of(NOW.minusSeconds(1))));
        assertThat(keys.addUnlessAdmin(key("cccccccccc", Set.of(Scope.ADMIN), Optional.empty()), NOW))
                .isTrue();
        assertThat(keys.addUnlessAdmin(key("dddddddddd", Set.of(Scope.ADMIN), Optional.empty()), NOW))
                .isFalse();
        keys.revoke("cccccccccc", NOW);
        assertThat(keys.addUnlessAdmin(key("eeeeeeeeee", Set.of(Scope.ADMIN), Optional.empty()), NOW))
                .isTrue();
        assertThat(keys.list()).extracting(ApiKey::id).doesNotContain("dddddddddd");
    }

    @Test
    void signing_keys_come_newest_first_and_go_when_they_are_old() {
        TokenStore tokens = tokens();
        SigningKey old = SigningKey.random(NOW.minusSeconds(100));
        SigningKey fresh = SigningKey.random(NOW);
        tokens.add(old);
        tokens.add(fresh);
        List<SigningKey> kept = tokens.signingKeys();
        assertThat(kept).extracting(SigningKey::id).containsExactly(fresh.id(), old.id());
        assertThat(kept.getFirst().secret()).isEqualTo(fresh.secret());
        assertThat(kept.getFirst().made()).isEqualTo(NOW);
        tokens.removeSigningKeys(NOW);
        assertThat(tokens.signingKeys()).extracting(SigningKey::id).containsExactly(fresh.id());
    }

    @Test
    void a_token_is_good_for_so_many_uploads_however_many_ask_at_once() throws Exception {
        TokenStore tokens = tokens();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> take = () -> tokens.takeUpload("token", 3, NOW);
            List<Future<Boolean>> answers = threads.invokeAll(List.of(take, take, take, take, take, take, take));
            assertThat(answers.stream().filter(Future::resultNow)).hasSize(3);
        }
        tokens.removeCounts(NOW);
        assertThat(tokens.takeUpload("token", 3, NOW)).isFalse();
        tokens.removeCounts(NOW.plus(Duration.ofSeconds(1)));
        assertThat(tokens.takeUpload("token", 3, NOW)).isTrue();
    }

    private static ApiKey key(String id, Set<Scope> scopes, Optional<Instant> expires) {
        return new ApiKey(
                id,
                "for " + id,
                Digest.of(new byte[] {1}),
                scopes,
                scopes.contains(Scope.ADMIN) ? Prefix.ALL : new Prefix("upload/"),
                NOW.minusSeconds(10),
                expires,
                Optional.empty(),
                Optional.empty());
    }
}
