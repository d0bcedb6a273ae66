package dev.imago.delivery;

import dev.imago.config.Range;
import dev.imago.config.Setting;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the images of a route are to be cached and shared by browsers, proxies and other sites. */
public record DeliveryPolicy(
        @Setting(
                doc = "How long browsers and proxies may keep an image (`Cache-Control: max-age`, RFC 9111 §5.2.2.1).",
                byDefault = "1d")
        @Range(min = "0s", max = "3650d")
        Duration maxAge,

        @Setting(
                doc =
                        "Promise that an image never changes under its address (`immutable`, RFC 8246). Only for addresses that are never reused.",
                byDefault = "false")
        boolean immutable,

        @Setting(
                doc = "How long CDNs may keep an image (`CDN-Cache-Control`, RFC 9213); absent: as `max-age` says.",
                example = "30d")
        Optional<Duration> cdnMaxAge,

        @Setting(
                doc =
                        "How long a stale image may be shown while a new one is fetched (`stale-while-revalidate`, RFC 5861).",
                byDefault = "1h")
        Duration staleWhileRevalidate,

        @Setting(
                doc = "How long a stale image may be shown when this server fails (`stale-if-error`, RFC 5861).",
                byDefault = "7d")
        Duration staleIfError,

        @Setting(
                doc =
                        "How long caches may remember that there is no image under an address; `0s`: not at all. Keep it to seconds.",
                byDefault = "0s")
        Duration missingMaxAge,

        @Setting(doc = "Key of an image to show, with status 404, where there is none.", example = "static/missing.png")
        Optional<ImageKey> placeholder,

        @Setting(
                doc =
                        "Origins whose scripts may read the images (CORS): `*` for all, or such as `https://shop.example.com`.",
                byDefault = "",
                example = "https://shop.example.com")
        List<String> corsOrigins,

        @Setting(
                doc =
                        "Who may embed the images (`Cross-Origin-Resource-Policy`): `cross-origin`, `same-site`, `same-origin`; absent: the header is not sent.",
                example = "cross-origin")
        Optional<ResourcePolicy> resourcePolicy,

        @Setting(doc = "Origins whose pages may see the timing of loads (`Timing-Allow-Origin`).", example = "*")
        Optional<String> timingAllowOrigin,

        @Setting(
                doc = "Tell in `Server-Timing` whether an image came from memory or from its store.",
                byDefault = "false")
        boolean serverTiming) {
    /** The values of `Cross-Origin-Resource-Policy` (Fetch standard). */
    public enum ResourcePolicy {
        CROSS_ORIGIN,
        SAME_SITE,
        SAME_ORIGIN
    }

    public DeliveryPolicy {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
