package dev.imago.config;

import java.util.List;
import java.util.SequencedMap;

/** The settings as they hold, with the origin of each, for showing. */
sealed interface Effective {
    Origin origin();

    record Text(String text, boolean secret, Origin origin) implements Effective {}

    /** An optional setting that is not given. */
    record Absent(Origin origin) implements Effective {}

    record Items(List<Effective> items, Origin origin) implements Effective {}

    record Fields(SequencedMap<String, Effective> fields, Origin origin) implements Effective {}
}
