package dev.imago.routing;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Setting;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.PercentEncoding;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Makes an old address of a thumbnail a rendition of the image that it was made from. A pattern that begins with a slash is for the
 * whole path; any other for the name of the file, in whatever directory.
 */
public record LegacyRule(
        @Setting(
                doc =
                        "The old addresses: `{name}` stands for any characters but a slash, `{w}`, `{h}` and `{q}` for digits, `{ext}` for letters and digits, `{path}` for anything. With a slash at its beginning it is for the whole path, otherwise for the file's name.",
                example = "{name}_{w}x{h}.{ext}")
        String address,

        @Setting(
                doc =
                        "The image that they are made from, with the same wildcards; a path if `address` is one, else a file's name.",
                example = "{name}.{ext}")
        String image,

        @Setting(doc = "The rendition, as in an address, with the same wildcards.", example = "w={w}&h={h}&fit=cover")
        String query)
        implements Checked {
    /**
     * What an old address stands for.
     *
     * @param path decoded, of the image
     * @param query of the rendition
     */
    public record Legacy(String path, String query) {}

    @Override
    public void check(Check check) {
        NamedPattern pattern;
        try {
            pattern = NamedPattern.parse(address);
        } catch (IllegalArgumentException e) {
            check.refuse("address", String.valueOf(e.getMessage()));
            return;
        }
        if (whole() != image.startsWith("/")) {
            check.refuse(
                    "image",
                    whole()
                            ? "a path that begins with /, as the address does"
                            : "a file's name, as the address is one");
        }
        checkNames(check, "image", image, pattern);
        checkNames(check, "query", query, pattern);
    }

    private static void checkNames(Check check, String key, String template, NamedPattern pattern) {
        for (String name : new NamedTemplate(template).names()) {
            if (!pattern.names().contains(name)) {
                check.refuse(key, "wildcards of the address only, not {" + name + "}", pattern.names());
            }
        }
    }

    private boolean whole() {
        return address.startsWith("/");
    }

    /** The rule, ready to be applied often. */
    Ready ready() {
        return new Ready(whole(), NamedPattern.parse(address), new NamedTemplate(image), new NamedTemplate(query));
    }

    /** A rule whose pattern is parsed. */
    record Ready(boolean whole, NamedPattern pattern, NamedTemplate image, NamedTemplate query) {
        /** Of a decoded path with its leading slash; empty if the rule is not for it, or would lead to what no image is called. */
        Optional<Legacy> apply(String path) {
            int name = whole ? 0 : path.lastIndexOf('/') + 1;
            return pattern.match(path.substring(name))
                    .map(taken -> new Legacy(
                            path.substring(0, name) + image.fill(taken, UnaryOperator.identity()), query(taken)))
                    .filter(legacy -> isImage(legacy.path()) && !legacy.path().equals(path));
        }

        private String query(Map<String, String> taken) {
            return query.fill(taken, PercentEncoding::encodeQuery);
        }

        private static boolean isImage(String path) {
            try {
                ImageKey.of(path.substring(1));
                return true;
            } catch (Fault noKey) {
                return false;
            }
        }
    }
}
