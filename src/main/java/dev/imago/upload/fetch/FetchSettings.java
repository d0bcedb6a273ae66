package dev.imago.upload.fetch;

import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;
import java.util.List;

/** Uploads by URL. */
public record FetchSettings(
        @Setting(doc = "Whether `POST /v1/images:fetch` gets images from URLs that clients name.", byDefault = "true")
        boolean enabled,

        @Setting(
                doc = "Networks that may be reached although they are not public. Without them a client cannot make the"
                        + " server talk to itself, its neighbours or its cloud's metadata.",
                example = "10.20.0.0/16")
        List<AllowedNetwork> allowedNetworks,

        @Setting(
                doc =
                        "Ports that URLs, redirects included, may lead to. Others often belong to services that are no web"
                                + " servers, or not meant for the public.",
                byDefault = "80, 443",
                example = "80, 443, 8443")
        @Range(min = "1", max = "65535")
        List<Integer> ports,

        @Setting(doc = "How long one fetch may take in all, redirects included.", byDefault = "30s")
        @Range(min = "1s", max = "10m")
        Duration timeout,

        @Setting(doc = "How many fetches may be under way at once; more are answered 503.", byDefault = "16")
        @Range(min = "1", max = "1000")
        int concurrent) {}
