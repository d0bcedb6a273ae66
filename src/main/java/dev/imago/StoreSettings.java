package dev.imago;

import dev.imago.config.Named;
import dev.imago.config.Setting;
import java.nio.file.Path;

/** A store, by its engine. They stand here together because only the root knows all adapters. */
public sealed interface StoreSettings {
    /** A folder of this machine, or a mounted share. */
    @Named("folder")
    record Folder(
            @Setting(
                    doc = "The folder; it must exist. `/upload/qa/test.jpg` is the file `upload/qa/test.jpg` in it.",
                    example = "/var/www/site")
            Path path)
            implements StoreSettings {}

    /** Nothing but memory; everything is gone when the server stops. For trying things out. */
    @Named("memory")
    record Memory() implements StoreSettings {}
}
