package dev.imago.config;

/**
 * A setting that the command line gives.
 *
 * @param name what the user typed, for messages: {@code --public}
 * @param key the dotted key: {@code public.listen}
 * @param value the text, parsed as in the file; for a list of scalars: elements separated by commas
 */
public record Flag(String name, String key, String value) {}
