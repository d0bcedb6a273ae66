package dev.imago;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Setting;
import dev.imago.config.Sources;
import dev.imago.delivery.DeliveryPolicy;
import dev.imago.routing.Action;
import dev.imago.routing.Conditions;
import dev.imago.routing.HostPattern;
import dev.imago.routing.LegacyRule;
import dev.imago.routing.NameRules;
import dev.imago.routing.PathPattern;
import dev.imago.routing.Redirection;
import dev.imago.routing.Rewrite;
import dev.imago.routing.Route;
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
                doc =
                        "The decoded paths that the rule is for: `*` matches within a segment, `**` across segments. Or, as in nginx, `~ expression` in the syntax of RE2, found anywhere unless anchored, `~* expression` whatever the case.",
                byDefault = "/**",
                example = "/upload/**")
        PathPattern path,

        @Setting(doc = "What else has to hold.") Conditions when,

        @Setting(
                doc =
                        "The path to look for instead: `$1` is what the first wildcard or group captured, `${name}` a group with a name, `${arg_name}` a parameter of the query that `when.query` wants to be there.",
                example = "/upload/$1")
        Optional<Rewrite> rewrite,

        @Setting(
                key = "continue",
                doc = "Only rewrite: the rules behind decide, by the new path. There is no way back to those before.",
                byDefault = "false")
        boolean goOn,

        @Setting(doc = "Send the client to another address.")
        Optional<Redirection> redirect,

        @Setting(
                doc =
                        "Answer 410: what was there is gone for good. Caches keep that as long as `delivery.max-age` says.",
                byDefault = "false")
        boolean gone,

        @Setting(doc = "The store; may be absent if there is only one. Short for a list of one.", example = "folder")
        Optional<String> store,

        @Setting(
                doc =
                        "Several stores: new images go to the first; what the catalog does not know is looked for in all of them, in order.",
                example = "folder, legacy")
        List<String> stores,

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
        rewrite.ifPresent(to -> refuse(check, "rewrite", to.unknown(path, when)));
        redirect.ifPresent(to -> refuse(check, "redirect.to", to.to().unknown(path, when)));
        if (goOn && rewrite.isEmpty()) {
            check.refuse("continue", "a `rewrite` beside it, as it does nothing else");
        }
        if (goOn && when.onImage()) {
            check.refuse("continue", "false, as a path can be rewritten before its image is known only");
        }
        if (redirect.isPresent() && (gone || rewrite.isPresent())) {
            check.refuse("redirect", "neither `gone` nor `rewrite` nor `continue` beside it");
        }
        if (gone && rewrite.isPresent()) {
            check.refuse("gone", "no `rewrite` beside it");
        }
        if (store.isPresent() && !stores.isEmpty()) {
            check.refuse("stores", "either `store` or `stores`");
        }
        if (stores.stream().distinct().count() < stores.size()) {
            check.refuse("stores", "each store once");
        }
    }

    private void refuse(Check check, String key, List<String> unknown) {
        if (!unknown.isEmpty()) {
            check.refuse(
                    key,
                    "references to captures of the path, up to $" + path.captures()
                            + ", to names of its groups, and to ${arg_NAME} where when.query wants NAME to be there; not to "
                            + unknown.stream()
                                    .map(name -> "$" + name)
                                    .distinct()
                                    .toList());
        }
    }

    /** The names of its stores, in order; none where the only one is meant. */
    List<String> storesInOrder() {
        return store.map(List::of).orElse(stores);
    }

    /** Whether it serves what its store has under the path, whoever asks. */
    boolean owns() {
        return route(name).owns();
    }

    /** The rule, leading to something. */
    <T> Route<T> route(T target) {
        return new Route<>(name, hosts, path, when, action(), names, target);
    }

    private Action action() {
        if (gone) {
            return new Action.Gone();
        }
        if (goOn) {
            return new Action.GoOn(rewrite.orElseThrow());
        }
        return redirect.<Action>map(Action.Redirect::new).orElseGet(() -> new Action.Serve(rewrite));
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
