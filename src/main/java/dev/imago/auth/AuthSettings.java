package dev.imago.auth;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;

/** How API keys and upload tokens are treated. The keys themselves are in the database. */
public record AuthSettings(
        @Setting(
                doc =
                        "How long a key is remembered before the database is asked again. A key that was revoked on another "
                                + "node may work for as long.",
                byDefault = "5s")
        @Range(min = "0", max = "1m")
        Duration keyCache,

        @Setting(
                doc = "How long keys that this node has seen go on working while the database does not answer, "
                        + "counted from the last time that it confirmed them.",
                byDefault = "1h")
        @Range(min = "0", max = "30d")
        Duration outageGrace,

        @Setting(
                doc =
                        "How many wrong keys or tokens an address (an IPv6 /64) may try in a minute before it is answered "
                                + "429. Keys that were right a while ago go on working from there.",
                byDefault = "20")
        @Range(min = "1", max = "100000")
        int failuresPerMinute,

        @Setting(doc = "How long an upload token works when the one who asks for it does not say.", byDefault = "1h")
        @Range(min = "1s", max = "30d")
        Duration tokenLife,

        @Setting(doc = "The longest life of an upload token that can be asked for.", byDefault = "1d")
        @Range(min = "1s", max = "30d")
        Duration maxTokenLife,

        @Setting(
                doc =
                        "How long a secret signs new upload tokens before another takes its place. The old one is kept until "
                                + "all of its tokens have expired.",
                byDefault = "30d")
        @Range(min = "1h", max = "3650d")
        Duration signingKeyLife)
        implements Checked {

    public static AuthSettings defaults() {
        return new AuthSettings(
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                20,
                Duration.ofHours(1),
                Duration.ofDays(1),
                Duration.ofDays(30));
    }

    @Override
    public void check(Check check) {
        if (tokenLife.compareTo(maxTokenLife) > 0) {
            check.refuse("token-life", "at most max-token-life");
        }
    }
}
