package dev.imago.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of the key {@code type} that chooses this record among those of its sealed interface:
 *
 * {@snippet :
 * public sealed interface StoreSettings {
 *     @Named("folder")
 *     record Folder(@Setting(doc = "The folder.") Path root) implements StoreSettings {}
 *
 *     @Named("memory")
 *     record Memory(@Setting(doc = "The most it holds.", byDefault = "64MB") ByteSize maxBytes) implements StoreSettings {}
 * }
 * }
 *
 * is written as
 *
 * {@snippet lang=yaml :
 * store:
 *   type: folder
 *   root: /srv/images
 * }
 *
 * <p>Every record that the interface permits carries it; none of them may have a key {@code type} of its own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Named {
    /** The name, in kebab-case. */
    String value();
}
