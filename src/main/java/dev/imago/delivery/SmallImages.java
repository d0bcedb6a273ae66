package dev.imago.delivery;

import dev.imago.catalog.CatalogEntry;
import dev.imago.delivery.Whereabouts.Place;
import dev.imago.image.Format;
import dev.imago.store.Blob;
import dev.imago.store.Presigned;
import dev.imago.store.ReadingAtOnce;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads images as a whole that are small enough for the memory tier. Thread-safe; blocks.
 *
 * @param largest of them, in bytes
 * @param memory where to; what finds no room is streamed
 */
record SmallImages(long largest, NativeMemory memory) {
    /** Reads those, and leaves others, and those that find no room, to another reading. Clients fetch themselves what an engine gives them. */
    Reading or(Reading other) {
        return new Reading() {
            @Override
            public Original of(ImageVersion version, Blob blob) {
                return elsewhere(version).or(() -> read(version, blob)).orElseGet(() -> other.of(version, blob));
            }

            @Override
            public Optional<Original> atOnce(Place place) {
                return readAtOnce(place);
            }
        };
    }

    /** An SVG is not sent elsewhere: only this server's own header fields keep its scripts from being run. */
    private static Optional<Original> elsewhere(ImageVersion version) {
        return version.format() == Format.SVG
                ? Optional.empty()
                : version.store().capability(Presigned.class).map(engine -> new Original.Elsewhere(version, engine));
    }

    private Optional<Original> read(ImageVersion version, Blob blob) {
        return room(version.size()).map(room -> new Original.InMemory(HotImage.read(version, blob, room), true));
    }

    private Optional<Original> readAtOnce(Place place) {
        return place.entry()
                .filter(image -> image.size() <= largest)
                .flatMap(image -> place.store()
                        .capability(ReadingAtOnce.class)
                        .flatMap(reading -> room(image.size()).flatMap(room -> read(place, image, reading, room))));
    }

    private static Optional<Original> read(Place place, CatalogEntry image, ReadingAtOnce reading, ByteBuffer room) {
        if (!reading.read(place.locator(), image.validator(), room)) {
            return Optional.empty();
        }
        var version = new ImageVersion(
                image.key(),
                place.store(),
                place.locator(),
                image.validator(),
                image.digest(),
                image.size(),
                image.format(),
                Originals.notInFuture(image.modified()));
        return Optional.of(new Original.InMemory(new HotImage(version, room.flip(), System.nanoTime()), true));
    }

    private Optional<ByteBuffer> room(long size) {
        return size <= largest ? memory.allocate((int) size) : Optional.empty();
    }
}
