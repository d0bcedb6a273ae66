package dev.imago.config;

import java.lang.reflect.Method;
import java.util.Optional;

/**
 * A setting in its record.
 *
 * @param name the key in the file
 * @param accessor the record's accessor method
 * @param optional if the component is an {@code Optional}
 * @param reloadable if the component or the record that it is in is marked so; settings below inherit it
 */
record Key(
        String name,
        Method accessor,
        Shape shape,
        boolean optional,
        Optional<String> byDefault,
        Optional<String> example,
        String doc,
        boolean secret,
        boolean reloadable) {

    boolean required() {
        return !optional && byDefault.isEmpty() && shape.needsInput();
    }

    /** The component's value; of an {@code Optional} what is in it. */
    Optional<Object> in(Object instance) {
        try {
            Object value = accessor.invoke(instance);
            return value instanceof Optional<?> inner ? inner.map(Object.class::cast) : Optional.of(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(accessor + " fails", e);
        }
    }
}
