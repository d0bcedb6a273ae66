package dev.imago.webhook;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Range;
import dev.imago.config.Secret;
import dev.imago.config.Setting;
import dev.imago.image.ImageKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One receiver of changes.
 *
 * @param name unique; part of the follower's name: lower case, digits, {@code -} and {@code .}
 * @param url http or https
 * @param secrets each signs; to change a secret list both until the receiver knows the new one
 * @param prefixes only changes of keys that start with one of these; empty for all
 * @param attempts how often a batch is sent before it becomes a dead letter, 1 to 100
 * @param timeout of one attempt
 * @param firstPause the longest pause after the first failure; it doubles with each, up to five minutes
 */
public record WebhookSettings(
        @Setting(doc = "Names the receiver: lower-case letters, digits, `-` and `.`.", example = "shop")
        String name,

        @Setting(doc = "Where changes are sent to.", example = "https://shop.example.com/hooks/images")
        URI url,

        @Setting(doc = "Secrets that sign each delivery; two while one is being changed.") @Secret
        List<String> secrets,

        @Setting(doc = "Send only changes of keys that start with one of these; absent: all.", example = "upload/")
        List<String> prefixes,

        @Setting(doc = "How often a delivery is tried before it becomes a dead letter.", byDefault = "10")
        @Range(min = "1", max = "100")
        int attempts,

        @Setting(doc = "How long the receiver may take to answer.", byDefault = "10s") @Range(min = "100ms", max = "5m")
        Duration timeout,

        @Setting(doc = "The pause after the first failure; it doubles with each, up to five minutes.", byDefault = "1s")
        @Range(min = "10ms", max = "5m")
        Duration firstPause)
        implements Checked {
    public WebhookSettings {
        secrets = List.copyOf(secrets);
        prefixes = List.copyOf(prefixes);
        if (!name.matches("[a-z0-9.-]+")) {
            throw new IllegalArgumentException("a webhook's name has lower-case letters, digits, - and .: " + name);
        }
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a webhook has at least one secret, and none that is empty");
        }
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException("1 to 100 attempts, not " + attempts);
        }
    }

    @Override
    public void check(Check check) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme) || url.getHost() == null || url.getPort() > 65_535) {
            check.refuse("url", "http or https, and a host, such as https://shop.example.com/hooks/images");
        }
    }

    boolean wants(ImageKey key) {
        return prefixes.isEmpty() || prefixes.stream().anyMatch(key::startsWith);
    }

    @Override
    public String toString() {
        return "WebhookSettings[" + name + ", " + url + ", " + secrets.size() + " secrets]";
    }
}
