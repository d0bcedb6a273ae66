package dev.imago.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The smallest and largest value (both included) of a number, duration, {@link ByteSize} or any other {@code Comparable} setting,
 * written as in the file: {@code @Range(min = "1s", max = "1d")}. On a list, map or {@code Optional} it holds for every element.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /** The smallest allowed value; {@link Setting#NONE} means no bound. */
    String min() default Setting.NONE;

    /** The largest allowed value; {@link Setting#NONE} means no bound. */
    String max() default Setting.NONE;
}
