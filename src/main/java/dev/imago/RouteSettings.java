package dev.imago;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Setting;
import dev.imago.config.Sources;
import dev.imago.delivery.DeliveryPolicy;
import dev.imago.routing.HostPattern;
import dev.imago.routing.LegacyRule;
import dev.imago.routing.NameRules;
import dev.imago.routing.PathPattern;
import dev.imago.routing.Rewrite;
import dev.imago.upload.UploadSettings;
import java.util.List;
import java.util.Optional;

/** One rule: which addresses it is for, where their images lie, and how they are delivered and uploaded. */
public record RouteSettings(
        @Setting(doc = "Shown in logs and metrics.", example = "products")
        String name,

        @Setting(doc = "The hosts that the rule is for: names, `*.example.com`, or `*`.", byDefault = "*")
        List<HostPattern> hosts,

        @Setting(
                doc = "The decoded paths that the rule is for: `*` matches within a segment, `**` across segments.",
                byDefault = "/**",
                example = "/upload/**")
        PathPattern path,

        @Setting(doc = "The path to look for instead; `$1` is what the first wildcard matched.", example = "/upload/$1")
        Optional<Rewrite> rewrite,

        @Setting(doc = "The store; may be absent if there is only one.", example = "folder")
        Optional<String> store,

        @Setting(doc = "How addresses become names.") NameRules names,

        @Setting(doc = "How images are cached and shared.") DeliveryPolicy delivery,

        @Setting(doc = "Old addresses of thumbnails that become renditions; a file of that name goes before.")
        List<LegacyRule> legacy,

        @Setting(
                doc =
                        "Presets whose renditions are made after each upload, behind all requests, in every format that clients may get.")
        List<String> warm,

        @Setting(doc = "What may be uploaded.") UploadSettings upload)
        implements Checked {
    @Override
    public void check(Check check) {
        rewrite.filter(to -> to.highestReference() > path.wildcards())
                .ifPresent(to -> check.refuse(
                        "rewrite", "no reference beyond $" + path.wildcards() + ", as the path has no more wildcards"));
    }

    /** The route that leads every address to the only store. */
    static RouteSettings everything() {
        return Everything.ROUTE;
    }

    private static RouteSettings readEverything() {
        var name = new Flag("the default route", "name", "all");
        try {
            return Configurations.read(RouteSettings.class, Sources.none().withFlags(List.of(name)))
                    .settings();
        } catch (ConfigException e) {
            throw new IllegalStateException("a route needs no setting but a name", e);
        }
    }

    private static final class Everything {
        static final RouteSettings ROUTE = readEverything();
    }
}
