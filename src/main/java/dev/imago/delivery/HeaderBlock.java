package dev.imago.delivery;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of an answer, in order. A hot image has one block for all its answers; whoever writes answers can leave
 * its own encoding of the block with it, so that it is made once and not per answer.
 */
public final class HeaderBlock {
    private final List<Header> fields;

    @SuppressWarnings("NullAway.Init")
    private volatile @Nullable Object encoded;

    private volatile boolean used;

    public HeaderBlock(List<Header> fields) {
        this.fields = List.copyOf(fields);
    }

    public List<Header> fields() {
        return fields;
    }

    /** The value of the first field of that name; the case of names does not matter. */
    public Optional<String> value(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /**
     * The block in the writer's own form. It is made to be kept from its second use on: most images that are not in memory are asked for
     * once. There is one writer in a process; racing calls may encode twice, to the same effect.
     *
     * @param once makes a form that costs little to make
     * @param often makes one that costs little to write
     */
    public <E> E encoded(Class<E> type, Function<HeaderBlock, E> once, Function<HeaderBlock, E> often) {
        Object present = encoded;
        if (present != null) {
            return type.cast(present);
        }
        if (!used) {
            used = true;
            return once.apply(this);
        }
        E made = often.apply(this);
        encoded = made;
        return made;
    }
}
