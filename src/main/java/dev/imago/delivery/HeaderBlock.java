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
     * The block in the writer's own form. There is one writer in a process; racing first calls may encode twice, to the same
     * effect.
     */
    public <E> E encoded(Class<E> type, Function<HeaderBlock, E> encode) {
        Object present = encoded;
        if (present == null) {
            present = encode.apply(this);
            encoded = present;
        }
        return type.cast(present);
    }
}
