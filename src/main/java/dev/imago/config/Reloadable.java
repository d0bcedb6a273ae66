package dev.imago.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A setting, or all settings of a record, whose change takes effect on a reload (SIGHUP) without a restart. It holds for everything
 * below. {@link Configuration#restartNeeded} lists the changed settings that lack it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Reloadable {}
