package dev.imago.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a setting. Every component of a settings record carries it.
 *
 * <p>The key in the file is the component's name in kebab-case ({@code maxBytes} is {@code max-bytes}), unless {@link #key()}
 * says otherwise. What holds when the key is absent follows from the component:
 *
 * <ul>
 *   <li>with {@link #byDefault()}: that text, read by the same parser as the file's;
 *   <li>an {@code Optional}: empty;
 *   <li>a {@code List} or {@code Map}: empty;
 *   <li>another settings record: all of its defaults;
 *   <li>otherwise the setting is required, and its absence a {@link Problem}.
 * </ul>
 *
 * <p>Types: {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean}, enums (in lower kebab-case), {@link
 * java.time.Duration} ({@code 30s}, {@code 1d12h}, {@code 250ms}), {@link ByteSize}, {@link HostPort}, {@link
 * java.nio.file.Path}, {@link java.net.URI} (absolute), {@link java.nio.charset.Charset}, any class with a public static {@code
 * parse(String)} or {@code of(String)} that throws {@link IllegalArgumentException} with what was expected as its message (such
 * as {@code "a path that starts with /"}); settings records; sealed interfaces whose records are {@link Named}; and {@code
 * Optional}, {@code List} and {@code Map<String, …>} of these. The record tree may not contain itself.
 *
 * <p>A mistake in an annotation (a default that does not parse, an unknown type, two settings with one key) throws {@link
 * IllegalArgumentException} when the record is first read, so that any test that touches the record finds it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** The value of {@link #byDefault()} and {@link #example()} that means that there is none. */
    String NONE = "\0";

    /** What the setting does, for the reference page: a sentence or two, Markdown allowed. Required. */
    String doc();

    /** The key, where kebab-case of the component's name is not it ({@code public} cannot be a Java name). */
    String key() default "";

    /**
     * The text that holds when the key is absent. For a list of scalars: elements separated by commas. For a sealed interface: the
     * {@code type} that is taken with all of its defaults. Not for {@code Optional}, {@code Map} and settings records.
     */
    String byDefault() default NONE;

    /** A valid value to show to the reader; for a list of scalars: elements separated by commas. */
    String example() default NONE;
}
