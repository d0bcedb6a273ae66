package dev.imago.upload;

import dev.imago.config.ByteSize;
import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Setting;
import java.util.Optional;

/** How much may lie below a prefix of keys. */
public record QuotaSettings(
        @Setting(doc = "The prefix, without a leading slash.", example = "upload/")
        String prefix,

        @Setting(doc = "The most bytes.", example = "500GB") Optional<ByteSize> maxSize,

        @Setting(doc = "The most images.", example = "1000000")
        Optional<Long> maxImages)
        implements Checked {
    @Override
    public void check(Check check) {
        if (prefix.startsWith("/")) {
            check.refuse("prefix", "a prefix without a leading slash, such as upload/");
        }
        if (maxSize.isEmpty() && maxImages.isEmpty()) {
            check.refuse("max-size", "at least one of max-size and max-images");
        }
    }

    public Quota quota() {
        return new Quota(prefix, maxSize.map(ByteSize::bytes).orElse(Long.MAX_VALUE), maxImages.orElse(Long.MAX_VALUE));
    }
}
