package dev.imago.transform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import dev.imago.transform.negotiate.Hints;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UrlSignatureTest {
    private static final String PATH = "/upload/qa/test.jpg";
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final UrlKey KEY = UrlKey.parse("key-of-the-tests");
    private static final UrlKey NEW = UrlKey.parse("b:key-of-the-next-year");

    private final RenditionPolicy policy = Policies.policy(
            "{mode: signed, presets: {card: w=9}, signing: {keys: ['b:key-of-the-next-year', key-of-the-tests]}}");

    private String canonical(String path, String query) {
        return policy.of(path, query, Hints.NONE, NOW)
                .map(wanted -> dev.imago.transform.query.TransformQuery.of(wanted.transform())
                        .text())
                .orElse("original");
    }

    private String refusal(String path, String query) {
        Fault fault = catchThrowableOfType(Fault.class, () -> canonical(path, query));
        assertThat(fault).as(query).isNotNull();
        assertThat(fault.kind()).as(fault.message()).isEqualTo(Fault.Kind.FORBIDDEN);
        return fault.message();
    }

    private static String signed(UrlKey key, String query) {
        return UrlSignature.sign(key, PATH, query, Optional.empty());
    }

    @Test
    void the_signature_is_what_other_programs_compute() {
        // printf '%s' '/upload/qa/test.jpg?h=300&w=400' | openssl dgst -sha256 -hmac key-of-the-tests -binary | basenc
        // --base64url
        assertThat(SignedText.of(PATH, "w=400&h=300")).isEqualTo("/upload/qa/test.jpg?h=300&w=400");
        assertThat(signed(KEY, "w=400&h=300")).isEqualTo("w=400&h=300&sig=6E9WC88z7xA79rr2raRG7KnxSfI1bEHP1iUzeUUFq_k");
    }

    @Test
    void a_signed_address_is_made_with_every_key_that_is_known() {
        assertThat(canonical(PATH, signed(KEY, "w=401&h=300"))).isEqualTo("w=401&h=300");
        assertThat(signed(NEW, "w=401")).contains("&kid=b&sig=");
        assertThat(canonical(PATH, signed(NEW, "w=401"))).isEqualTo("w=401");
        assertThat(canonical(PATH, signed(KEY, "preset=card&h=7"))).isEqualTo("w=9&h=7");
        assertThat(canonical(PATH, signed(KEY, "text=caf%C3%A9+%26,top&crop=1,2,3,4")))
                .contains("text=caf%C3%A9");
    }

    @Test
    void an_address_may_be_rearranged_and_encoded_otherwise_on_its_way() {
        String sig = signed(KEY, "w=401&position=0.1,0.2").replaceFirst(".*sig=", "");
        assertThat(canonical("/upload/q%61/test.jpg", "sig=" + sig + "&&position=0.1%2c0.2&w=401"))
                .isEqualTo("w=401");
    }

    @Test
    void whatever_is_changed_takes_the_signature_away() {
        String query = UrlSignature.sign(NEW, PATH, "w=401", Optional.of(NOW.plusSeconds(60)));
        assertThat(canonical(PATH, query)).isEqualTo("w=401");
        assertThat(refusal("/upload/qa/test2.jpg", query)).contains("not right");
        assertThat(refusal(PATH, query.replace("w=401", "w=402"))).contains("not right");
        assertThat(refusal(PATH, query + "&q=1")).contains("not right");
        assertThat(refusal(PATH, query.replace("expires=1", "expires=2"))).contains("not right");
        assertThat(refusal(PATH, query.replaceAll("&expires=\\d+", ""))).contains("not right");
        assertThat(refusal(PATH, query.replace("kid=b", "kid=c"))).contains("not right");
        assertThat(refusal(PATH, query.replaceAll("sig=.", "sig=%00"))).contains("not right");
        assertThat(refusal(PATH, query.replaceAll("sig=.*", "sig="))).contains("not right");
        assertThat(refusal(PATH, query + "=")).contains("not right");
        assertThat(refusal(PATH, query.replaceAll("&sig=.*", ""))).contains("no parameter sig");
        assertThat(refusal(PATH, signed(UrlKey.parse("somebody-elses-key"), "w=401")))
                .contains("not right");
    }

    @Test
    void a_signature_holds_until_it_expires() {
        String query = UrlSignature.sign(KEY, PATH, "w=401", Optional.of(NOW));
        assertThat(query).contains("&expires=1700000000&");
        assertThat(refusal(PATH, query)).contains("expired at 2023-11-14T22:13:20Z");
        assertThat(policy.of(PATH, query, Hints.NONE, NOW.minusSeconds(1))).isPresent();
    }

    @Test
    void originals_need_no_signature_and_rules_have_the_word_of_the_administrator() {
        assertThat(canonical(PATH, "v=3")).isEqualTo("original");
        assertThat(policy.ofRule("w=399", Hints.NONE).transform().resize().width())
                .contains(400);
    }
}
