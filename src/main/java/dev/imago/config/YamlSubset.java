package dev.imago.config;

import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Keeps out what a settings file has no use for and a reader may stumble over: anchors and aliases (a few lines can stand for
 * gigabytes), tags, a second document, deep nesting. It looks at the events of the parser, before any tree is built.
 */
final class YamlSubset {
    /** Far above what settings need, far below what fills a thread's stack. */
    private static final int DEEPEST = 64;

    private final LoadSettings settings;
    private final Function<Optional<Mark>, Origin> place;
    private final Problems problems;

    YamlSubset(LoadSettings settings, Function<Optional<Mark>, Origin> place, Problems problems) {
        this.settings = settings;
        this.place = place;
        this.problems = problems;
    }

    /** If the text is in the subset; otherwise problems were added. */
    boolean holds(String text) {
        boolean clean = true;
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                return refuse(event, "nesting this deep", "at most " + DEEPEST + " levels");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                return refuse(event, "a second document", "one document");
            }
            if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                clean = refuse(event, "an anchor or alias", "the value written out");
            }
            if (hasTag(event)) {
                clean = refuse(event, "a tag", "a value without a tag");
            }
        }
        return clean;
    }

    private static boolean hasTag(Event event) {
        return switch (event) {
            case ScalarEvent scalar ->
                scalar.getTag().filter(tag -> !tag.equals("!")).isPresent();
            case CollectionStartEvent start -> start.getTag().isPresent();
            default -> false;
        };
    }

    private boolean refuse(Event event, String what, String expected) {
        problems.say(place.apply(event.getStartMark()), "", what + " is not supported", expected);
        return false;
    }
}
