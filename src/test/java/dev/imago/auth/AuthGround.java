package dev.imago.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** Keys and tokens in memory, under a clock that a test moves. */
abstract class AuthGround {
    static final String ADMIN = "a-key-of-the-environment";
    static final InetAddress HERE = address("192.0.2.1");

    final ManualClock clock = new ManualClock();
    final MemoryKeyStore keys = new MemoryKeyStore();
    final MemoryTokenStore tokens = new MemoryTokenStore();
    final Auth auth = new Auth(AuthSettings.defaults(), keys, tokens, Optional.of(new AdminKey(ADMIN)), clock);

    @AfterEach
    void close() {
        auth.close();
    }

    ApiKeys.Issued writeKey() {
        return auth.keys().create("test", Set.of(Scope.WRITE), new Prefix("upload/"), Optional.empty());
    }

    Principal bearer(String key) {
        return authenticate("Bearer " + key);
    }

    Principal authenticate(String authorization) {
        return auth.authenticator().authenticate(Optional.of(authorization), Optional.empty(), HERE);
    }

    Principal token(String text) {
        return auth.authenticator().authenticate(Optional.empty(), Optional.of(text), HERE);
    }

    static void assertFault(Fault.Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
