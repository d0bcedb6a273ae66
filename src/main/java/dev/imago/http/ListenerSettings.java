package dev.imago.http;

import dev.imago.config.HostPort;
import dev.imago.config.Network;
import dev.imago.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * How one listener is reached.
 *
 * @param listen where; absent for the default of this listener
 * @param trusted peers whose word on the client is taken
 * @param forwarded where they give it
 */
public record ListenerSettings(
        @Setting(
                doc = "The address to listen on. Without it the public listener takes `:8080` and the api listener "
                        + "`127.0.0.1:8081`. Port 0 takes a free one.",
                example = "0.0.0.0:8080")
        Optional<HostPort> listen,

        @Setting(
                doc =
                        "Certificate and key. Without them the listener speaks clear text (HTTP/1.1, and HTTP/2 with prior knowledge).")
        Optional<TlsSettings> tls,

        @Setting(
                doc = "Networks of the proxies in front of this listener. From them, and from nobody else, the PROXY "
                        + "protocol (v1 and v2), the header fields that `forwarded` names and `X-Request-Id` are "
                        + "believed.",
                example = "127.0.0.1, 10.0.0.0/8")
        List<Network> trusted,

        @Setting(
                doc =
                        "The header fields that the trusted proxies write: `x-forwarded` for `X-Forwarded-For` (which they "
                                + "append to) and `X-Forwarded-Proto` (which they set), `forwarded` for `Forwarded` (RFC 7239), "
                                + "`none` for neither. The others are ignored, because proxies pass on what a client writes "
                                + "there. `X-Forwarded-Host` is never read: let the proxy pass `Host` on.",
                byDefault = "x-forwarded")
        Forwarding forwarded,

        @Setting(doc = "What a client may take.") LimitSettings limits) {

    /** All defaults, on this address. */
    public static ListenerSettings on(HostPort listen) {
        return new ListenerSettings(
                Optional.of(listen), Optional.empty(), List.of(), Forwarding.X_FORWARDED, LimitSettings.defaults());
    }

    public ListenerSettings withTrusted(String... networks) {
        return new ListenerSettings(
                listen, tls, List.of(networks).stream().map(Network::parse).toList(), forwarded, limits);
    }

    public ListenerSettings withTls(TlsSettings settings) {
        return new ListenerSettings(listen, Optional.of(settings), trusted, forwarded, limits);
    }

    public ListenerSettings withLimits(LimitSettings settings) {
        return new ListenerSettings(listen, tls, trusted, forwarded, settings);
    }

    public ListenerSettings withForwarded(Forwarding forwarding) {
        return new ListenerSettings(listen, tls, trusted, forwarding, limits);
    }
}
