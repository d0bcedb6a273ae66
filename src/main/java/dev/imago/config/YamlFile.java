package dev.imago.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads a YAML file into what was {@link Given}, with the line and column of each part. */
final class YamlFile {
    private final String name;
    private final Problems problems;
    private final LoadSettings settings;

    YamlFile(Path file, Problems problems) {
        this.name = file.toString();
        this.problems = problems;
        this.settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .build();
    }

    static Given.Fields read(Path file, Problems problems) {
        return new YamlFile(file, problems).read(file);
    }

    private Given.Fields read(Path file) {
        Given.Fields nothing = Given.nothing(new Origin.InFile(name, 1, 1));
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            return nothing;
        }
        try {
            if (!new YamlSubset(settings, this::at, problems).holds(text.get())) {
                return nothing;
            }
            return switch (new Compose(settings).composeString(text.get()).map(node -> given(node, "", at(node)))) {
                case Optional<Given> root when root.orElse(nothing) instanceof Given.Fields fields -> fields;
                case Optional<Given> root when root.get() instanceof Given.Nothing -> nothing;
                case Optional<Given> root -> {
                    problems.say(root.get().origin(), "", "no settings", "lines such as \"key: value\"");
                    yield nothing;
                }
            };
        } catch (YamlEngineException e) {
            problems.say(place(e, text.get()), "", "not YAML: " + reason(e), "");
            return nothing;
        }
    }

    private Optional<String> text(Path file) {
        var whole = new Origin.InFile(name, 0, 0);
        try {
            byte[] bytes = Files.readAllBytes(file);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.say(whole, "", "not a text in UTF-8", "a YAML file in UTF-8");
        } catch (NoSuchFileException e) {
            problems.say(whole, "", "no such file", "");
        } catch (IOException e) {
            problems.say(
                    whole, "", "cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")", "");
        }
        return Optional.empty();
    }

    /**
     * @param origin the place to name for a mapping or a sequence: the line of its key
     */
    private Given given(Node node, String path, Origin origin) {
        return switch (node) {
            case ScalarNode scalar
            when scalar.isPlain() && scalar.getTag().equals(Tag.NULL) -> new Given.Nothing(origin);
            case ScalarNode scalar -> new Given.Text(scalar.getValue(), at(scalar));
            case SequenceNode sequence -> {
                var nodes = sequence.getValue();
                yield new Given.Items(
                        IntStream.range(0, nodes.size())
                                .mapToObj(i -> given(nodes.get(i), path + "[" + i + "]", at(nodes.get(i))))
                                .toList(),
                        origin);
            }
            case MappingNode mapping -> fields(mapping, path, origin);
            default -> throw new IllegalStateException("An unknown kind of node: " + node);
        };
    }

    private Given.Fields fields(MappingNode mapping, String path, Origin origin) {
        var fields = new LinkedHashMap<String, Given.Field>();
        for (NodeTuple tuple : mapping.getValue()) {
            Origin at = at(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.say(at, path, "a key that is a list or mapping", "a name");
                continue;
            }
            String below = Names.join(path, key.getValue());
            Given.Field first = fields.get(key.getValue());
            if (first != null) {
                problems.say(at, below, "given twice, first in " + first.key(), "");
                continue;
            }
            fields.put(key.getValue(), new Given.Field(at, given(tuple.getValueNode(), below, at)));
        }
        return new Given.Fields(fields, origin);
    }

    private Origin at(Node node) {
        return at(node.getStartMark());
    }

    private Origin at(Optional<Mark> mark) {
        return new Origin.InFile(
                name,
                mark.map(Mark::getLine).orElse(-1) + 1,
                mark.map(Mark::getColumn).orElse(-1) + 1);
    }

    private Origin place(YamlEngineException e, String text) {
        return switch (e) {
            case MarkedYamlEngineException marked -> at(marked.getProblemMark());
            case ReaderException unreadable -> {
                int end = Math.min(unreadable.getPosition(), text.length());
                int line = (int)
                        text.substring(0, end).chars().filter(c -> c == '\n').count();
                yield new Origin.InFile(name, line + 1, 0);
            }
            default -> new Origin.InFile(name, 0, 0);
        };
    }

    private static String reason(YamlEngineException e) {
        return switch (e) {
            case MarkedYamlEngineException marked -> marked.getProblem();
            case ReaderException unreadable ->
                String.format("the character U+%04X is not allowed", unreadable.getCodePoint());
            default -> String.valueOf(e.getMessage());
        };
    }
}
