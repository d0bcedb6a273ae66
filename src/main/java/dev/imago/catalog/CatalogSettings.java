package dev.imago.catalog;

import dev.imago.config.Range;
import dev.imago.config.Secret;
import dev.imago.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The database of the catalog and the journal. */
public record CatalogSettings(
        @Setting(
                doc =
                        "A PostgreSQL database that several nodes can share. Without it: an embedded SQLite database in the data directory.",
                example = "jdbc:postgresql://db.example.com/imago")
        Optional<String> url,

        @Setting(doc = "The database user.") Optional<String> user,

        @Setting(doc = "The user's password.") @Secret Optional<String> password,

        @Setting(doc = "How many lookups may be under way at once.", byDefault = "8") @Range(min = "1", max = "100")
        int connections,

        @Setting(doc = "How long entries of the journal are kept that every follower has passed.", byDefault = "30d")
        @Range(min = "1m", max = "3650d")
        Duration journalRetention) {}
