package dev.imago;

import static dev.imago.catalog.Images.delete;
import static dev.imago.catalog.Images.digest;
import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.CatalogGround;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.catalog.Mutation;
import dev.imago.image.ImageKey;
import dev.imago.store.BlobStat;
import dev.imago.store.Locator;
import dev.imago.store.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is known of images and of their copies when their store puts them at another place. */
abstract class RegisterContract extends CatalogGround {
    private static final ImageKey KEY = ImageKey.of("a.jpg");
    private static final Locator FIRST = new Locator("group1/first");
    private static final Stored ANEW =
            new Stored(new Locator("group1/anew"), new BlobStat(3, "mark of anew", Instant.EPOCH));

    private CatalogRegister register() {
        return new CatalogRegister("fast", catalog, new Copies(database));
    }

    private CatalogEntry image() {
        return catalog.find(KEY).orElseThrow();
    }

    /** A copy of this text, verified once. */
    private static Copy copy(String text) {
        return new Copy(KEY, "fast", FIRST, "mark of first", digest(text), text.length(), Optional.of(Instant.EPOCH));
    }

    private void putWithCopy(String text) {
        catalog.commit(put(KEY.value(), text));
        new Copies(database).put(copy(text));
    }

    @Test
    void a_copy_is_followed_and_has_to_be_verified_again() {
        putWithCopy("one");
        assertThat(register().knows(KEY, FIRST)).isTrue();

        assertThat(register().moved(KEY, FIRST, ANEW)).isTrue();

        assertThat(catalog.copies(KEY)).singleElement().satisfies(copy -> {
            assertThat(copy.locator()).isEqualTo(ANEW.locator());
            assertThat(copy.validator()).isEqualTo("mark of anew");
            assertThat(copy.verified()).isEmpty();
            assertThat(copy.counts(image())).isTrue();
        });
        assertThat(register().knows(KEY, FIRST)).isFalse();
        assertThat(image().store()).isEqualTo("local");
    }

    @Test
    void an_image_is_followed_and_its_copies_stay() {
        putWithCopy("one");
        catalog.commit(new Mutation.Move(copy("one"), OptionalLong.of(image().version())));
        assertThat(image().store()).isEqualTo("fast");

        assertThat(register().moved(KEY, FIRST, ANEW)).isTrue();

        assertThat(image().locator()).isEqualTo(ANEW.locator());
        assertThat(image().validator()).isEqualTo("mark of anew");
        assertThat(catalog.copies(KEY)).extracting(Copy::store).containsExactly("local");
    }

    @Test
    void what_was_told_already_may_be_told_again() {
        putWithCopy("one");
        assertThat(register().moved(KEY, FIRST, ANEW)).isTrue();
        assertThat(register().moved(KEY, FIRST, ANEW)).isTrue();
        assertThat(catalog.copies(KEY)).hasSize(1);
    }

    @Test
    void a_copy_of_an_image_that_was_replaced_or_deleted_stays_where_it_is_to_be_removed() {
        putWithCopy("one");
        catalog.commit(put(KEY.value(), "two"));
        assertThat(register().moved(KEY, FIRST, ANEW)).isFalse();
        catalog.commit(delete(KEY.value()));
        assertThat(register().moved(KEY, FIRST, ANEW)).isFalse();
        assertThat(catalog.copies(KEY)).singleElement().isEqualTo(copy("one"));
    }

    @Test
    void nothing_is_known_of_what_lies_in_another_store_or_at_another_place() {
        putWithCopy("one");
        var other = new CatalogRegister("other", catalog, new Copies(database));
        assertThat(other.knows(KEY, FIRST)).isFalse();
        assertThat(other.moved(KEY, FIRST, ANEW)).isFalse();
        assertThat(register().moved(KEY, new Locator("group1/third"), ANEW)).isFalse();
        assertThat(catalog.copies(KEY)).singleElement().isEqualTo(copy("one"));
    }
}
