package dev.imago.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A setting whose value (with everything below it) is shown as {@code ***} by {@link Configuration#show()} and in every {@link
 * Problem}. A record's own {@code toString} still contains it: settings records are not to be logged.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Secret {}
