package dev.imago.ops;

import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Whether, where and how requests are logged. */
public record AccessLogSettings(
        @Setting(
                doc = "`combined` (Apache's format, with request id and milliseconds appended), `json` (an object a "
                        + "line) or `off`.",
                byDefault = "off")
        Format format,

        @Setting(
                doc = "The file to append to; taken up anew when it is moved away. Without it: standard output.",
                example = "/var/log/imago/access.log")
        Optional<Path> file,

        @Setting(
                doc = "Lines that may wait to be written; beyond it lines are dropped and counted.",
                byDefault = "16384")
        @Range(min = "16", max = "1000000")
        int queue) {
    /** How a line looks. */
    public enum Format {
        COMBINED,
        JSON,
        OFF
    }
}
