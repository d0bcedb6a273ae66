package dev.imago.upload.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to: those of the public Internet by the IANA special-purpose registries (RFC 6890), and what
 * the configuration allows beyond. IPv4 addresses in IPv6 clothes (mapped, compatible, NAT64, 6to4, Teredo) are not public.
 * Nor is an address of this machine: what listens there may be meant for its neighbours only.
 *
 * @param allowed internal networks that may be reached all the same
 * @param own whether an address is one of this machine
 */
record AddressRules(List<AllowedNetwork> allowed, Predicate<InetAddress> own) {
    private static final List<AllowedNetwork> SPECIAL_V4 = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4")
            .map(AllowedNetwork::parse)
            .toList();
    private static final AllowedNetwork GLOBAL_V6 = AllowedNetwork.parse("2000::/3");
    private static final List<AllowedNetwork> SPECIAL_V6 = Stream.of(
                    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
            .map(AllowedNetwork::parse)
            .toList();

    public AddressRules {
        allowed = List.copyOf(allowed);
    }

    AddressRules(List<AllowedNetwork> allowed) {
        this(allowed, AddressRules::isOfThisMachine);
    }

    boolean permit(InetAddress address) {
        return allowed.stream().anyMatch(network -> network.contains(address))
                || (isPublic(address) && !own.test(address));
    }

    /** Asked each time, as addresses come and go. Where the system does not tell, none is permitted. */
    static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static boolean isPublic(InetAddress address) {
        return address instanceof Inet4Address
                ? SPECIAL_V4.stream().noneMatch(network -> network.contains(address))
                : GLOBAL_V6.contains(address) && SPECIAL_V6.stream().noneMatch(network -> network.contains(address));
    }
}
