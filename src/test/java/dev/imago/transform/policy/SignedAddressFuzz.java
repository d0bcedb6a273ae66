package dev.imago.transform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signed addresses: a line with the path, a line with the query. */
final class SignedAddressFuzz {
    private static final UrlKey KEY = UrlKey.parse("2026-01:a-secret-of-some-length");
    private static final UrlKey OTHER = UrlKey.parse("another-secret-of-some-length");
    private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);

    @FuzzTest
    void what_has_the_same_signature_means_the_same_and_no_address_is_signed_but_by_its_key(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(2);
        String path = "/" + lines.get(0);
        String query = lines.get(1);
        String signed = SignedText.of(path, query);
        int mark = signed.indexOf('?');
        assertThat(SignedText.of(signed.substring(0, mark), signed.substring(mark + 1)))
                .isEqualTo(signed);
        assertThat(signed).matches("/[\\x21-\\x7E]*\\?[A-Za-z0-9%._~=&-]*");
        Input.unlessRefused(Fault.Kind.INVALID, () -> TransformQuery.parse(query))
                .filter(parsed -> !parsed.empty())
                .ifPresent(parsed -> {
                    assertThat(TransformQuery.parse(signed.substring(mark + 1)))
                            .isEqualTo(parsed.without(Parameters.SIG));
                    require(path, query, parsed);
                });
    }

    private static void require(String path, String query, TransformQuery parsed) {
        if (!parsed.has(Parameters.SIG) && !parsed.has(Parameters.KID) && !parsed.has(Parameters.EXPIRES)) {
            String whole = UrlSignature.sign(KEY, path, query, Optional.of(NOW.plusSeconds(1)));
            TransformQuery asked = TransformQuery.parse(whole);
            assertThatCode(() -> UrlSignature.require(List.of(OTHER, KEY), path, whole, asked, NOW))
                    .doesNotThrowAnyException();
            refused(List.of(KEY), path, whole, asked, NOW.plusSeconds(1));
            refused(List.of(OTHER), path, whole, asked, NOW);
            refused(List.of(KEY), path + "x", whole, asked, NOW);
        } else {
            refused(List.of(KEY, OTHER), path, query, parsed, NOW);
        }
    }

    private static void refused(List<UrlKey> keys, String path, String query, TransformQuery parsed, Instant now) {
        assertThatThrownBy(() -> UrlSignature.require(keys, path, query, parsed, now))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN));
    }
}
