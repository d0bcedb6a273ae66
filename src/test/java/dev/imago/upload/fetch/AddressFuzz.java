package dev.imago.upload.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.image.Fault;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** URLs that are to be fetched: the URL, and where it redirects to, a line each. */
final class AddressFuzz {
    @FuzzTest
    void a_url_becomes_one_request_for_its_own_host_and_nothing_else(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(2);
        Input.unlessRefused(Fault.Kind.INVALID, () -> Target.of(lines.get(0))).ifPresent(target -> {
            isOneRequest(target);
            redirected(target, lines.get(1)).ifPresent(AddressFuzz::isOneRequest);
        });
    }

    private static Optional<Target> redirected(Target target, String location) {
        try {
            return Optional.of(target.redirected(location));
        } catch (Fault fault) {
            assertThat(fault.kind()).isIn(Fault.Kind.INVALID, Fault.Kind.BAD_UPSTREAM);
            return Optional.empty();
        }
    }

    private static void isOneRequest(Target target) {
        assertThat(target.pathAndQuery()).matches("/[\\x21-\\x7E]*");
        assertThat(target.hostHeader()).matches("[\\x21-\\x7E]+").doesNotContain("/", "@", "?", "#", "\\");
        assertThat(target.hostHeader()).startsWith(target.uri().getHost());
        assertThat(target.uri().getRawUserInfo()).isNull();
        assertThat(target.port()).isBetween(1, 65_535);
        assertThat(target.host()).isNotEmpty().doesNotContain("[", "]");
        literal(target.host())
                .ifPresent(address -> assertThat(
                                address.isLoopbackAddress() && new AddressRules(List.of(), _ -> false).permit(address))
                        .isFalse());
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException aName) {
            return Optional.empty();
        }
    }
}
