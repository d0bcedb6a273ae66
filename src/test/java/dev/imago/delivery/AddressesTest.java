package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Network;
import dev.imago.delivery.Addresses.Alias;
import dev.imago.routing.Action;
import dev.imago.routing.Conditions;
import dev.imago.routing.HostPattern;
import dev.imago.routing.NameRules;
import dev.imago.routing.PathPattern;
import dev.imago.routing.Route;
import dev.imago.routing.Router;
import dev.imago.routing.ValuePattern;
import dev.imago.store.memory.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered of the addresses that clients ask for. */
final class AddressesTest {
    private final Site site = Sites.of(new MemoryStore("memory"), Optional.empty());
    private final Addresses table = Addresses.of(new Router<>(List.of(new Route<>(
            "shop",
            List.of(HostPattern.parse("shop.example.com")),
            PathPattern.ANY,
            Optional.empty(),
            NameRules.STRICT,
            site))));

    @Test
    void addresses_take_a_bounded_number_of_bytes_however_long_they_are() {
        Alias alias = alias();
        long characters = 0;
        String slashes = "/".repeat(900);
        for (int i = 0; i < 60_000; i++) {
            FakeRequest request = at("shop.example.com", slashes + i + "/a.jpg");
            table.keep(request, alias);
            characters += request.path().length();
        }
        assertThat(characters).isGreaterThan(Addresses.MOST_BYTES);
        table.aliases().cleanUp();
        assertThat(table.aliases().estimatedSize() * slashes.length())
                .isPositive()
                .isLessThanOrEqualTo(Addresses.MOST_BYTES);
    }

    @Test
    void an_address_of_more_than_a_kilobyte_is_not_remembered() {
        FakeRequest request = at("shop.example.com", "/".repeat(1100) + "a.jpg");
        table.keep(request, alias());
        assertThat(table.find(request)).isEmpty();
        assertThat(table.aliases().estimatedSize()).isZero();
    }

    @Test
    void case_and_port_of_a_host_make_no_other_address() {
        table.keep(at("SHOP.example.com:8080", "/a.jpg"), alias());
        assertThat(table.find(at("shop.example.com", "/a.jpg"))).isPresent();
        for (int port = 1; port < 1000; port++) {
            table.keep(at("shop.example.com:" + port, "/a.jpg"), alias());
        }
        assertThat(table.aliases().estimatedSize()).isEqualTo(1);
    }

    @Test
    void what_conditions_see_of_a_request_makes_another_address_and_nothing_else_does() {
        var phones = new Conditions(
                Map.of(),
                Map.of("User-Agent", ValuePattern.parse("*Mobile*")),
                List.of(Network.parse("192.0.2.0/24")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Addresses told = Addresses.of(new Router<>(List.of(new Route<>(
                "phones",
                List.of(HostPattern.ANY),
                PathPattern.ANY,
                phones,
                new Action.Serve(Optional.empty()),
                NameRules.STRICT,
                site))));
        FakeRequest phone = at("h", "/a.jpg").with("User-Agent", "a Mobile");
        told.keep(phone, alias());
        assertThat(told.find(phone)).isPresent();
        assertThat(told.find(at("h", "/a.jpg").with("User-Agent", "another Mobile")))
                .isPresent();
        assertThat(told.find(at("h", "/a.jpg").with("User-Agent", "a desk"))).isEmpty();
        assertThat(told.find(at("h", "/a.jpg"))).isEmpty();
    }

    private Alias alias() {
        return new Alias(
                table.router().match(at("shop.example.com", "/a.jpg")).orElseThrow(), false, 0, Optional.empty());
    }

    private static FakeRequest at(String authority, String path) {
        return new FakeRequest("GET", authority, path, Optional.empty(), List.of());
    }
}
