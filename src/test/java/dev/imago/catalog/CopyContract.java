package dev.imago.catalog;

import static dev.imago.catalog.Images.delete;
import static dev.imago.catalog.Images.digest;
import static dev.imago.catalog.Images.entry;
import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.store.Locator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every catalog does with further places of images. */
abstract class CopyContract extends CatalogGround {
    private static final ImageKey KEY = ImageKey.of("a.jpg");

    private Copies copies() {
        return new Copies(database);
    }

    private CatalogEntry image() {
        return catalog.find(KEY).orElseThrow();
    }

    private static Copy copy(String key, String text, String store) {
        return new Copy(
                ImageKey.of(key),
                store,
                new Locator("at " + key),
                "mark of " + text,
                digest(text),
                text.length(),
                Optional.empty());
    }

    @Test
    void a_copy_counts_until_the_image_is_replaced_by_whomever() {
        catalog.commit(put("a.jpg", "one"));
        copies().put(copy("a.jpg", "one", "far"));
        assertThat(catalog.copies(KEY)).singleElement().matches(copy -> copy.counts(image()));

        catalog.commit(put("a.jpg", "two"));

        assertThat(catalog.copies(KEY)).singleElement().matches(copy -> !copy.counts(image()));
        assertThat(copies().worthless(Optional.empty(), 10)).containsExactly(KEY);
    }

    @Test
    void a_copy_is_known_until_its_bytes_are_gone_also_without_its_image() {
        catalog.commit(put("a.jpg", "one"));
        copies().put(copy("a.jpg", "one", "far"));
        assertThat(copies().worthless(Optional.empty(), 10)).isEmpty();

        catalog.commit(delete("a.jpg"));
        assertThat(copies().of(KEY)).hasSize(1);
        assertThat(copies().worthless(Optional.empty(), 10)).containsExactly(KEY);

        copies().forget(copy("a.jpg", "one", "far"));
        assertThat(copies().of(KEY)).isEmpty();
    }

    @Test
    void what_is_planned_does_not_count_and_takes_nothing_from_what_does() {
        catalog.commit(put("a.jpg", "one"));
        copies().plan(List.of(Copy.planned(image(), "far", new Locator("at a.jpg"))));
        assertThat(catalog.copies(KEY)).singleElement().matches(copy -> !copy.counts(image()));

        copies().put(copy("a.jpg", "one", "far"));
        copies().plan(List.of(Copy.planned(image(), "far", new Locator("at a.jpg"))));
        assertThat(catalog.copies(KEY)).singleElement().matches(copy -> copy.counts(image()));
    }

    @Test
    void what_is_in_doubt_may_come_to_its_end_within_a_minute() {
        catalog.commit(put("a.jpg", "one"));
        copies().put(copy("a.jpg", "one", "far"));
        Instant now = Instant.now();
        assertThat(catalog.copies(KEY).getFirst().maySettle(now)).isFalse();

        copies().put(copy("a.jpg", "one", "far").doubted());
        Copy doubted = catalog.copies(KEY).getFirst();
        assertThat(doubted.inDoubt()).isTrue();
        assertThat(doubted.counts(image())).isFalse();
        assertThat(doubted.maySettle(now.plusSeconds(50))).isTrue();
        assertThat(doubted.maySettle(now.plusSeconds(90))).isFalse();
    }

    @Test
    void what_other_bytes_may_lie_there_stays_known_when_a_copy_is_planned() {
        catalog.commit(put("a.jpg", "one"));
        copies().put(copy("a.jpg", "of an upload", "far").doubted());
        copies().plan(List.of(Copy.planned(image(), "far", new Locator("at a.jpg"))));
        assertThat(catalog.copies(KEY))
                .singleElement()
                .matches(copy -> copy.digest()
                        .equals(copy("a.jpg", "of an upload", "far").digest()));
    }

    @Test
    void nothing_is_planned_for_an_image_that_is_another_one_by_now() {
        catalog.commit(put("a.jpg", "one"));
        CatalogEntry before = image();
        catalog.commit(put("a.jpg", "two"));
        copies().plan(List.of(Copy.planned(before, "far", new Locator("at a.jpg"))));
        assertThat(catalog.copies(KEY)).isEmpty();
    }

    @Test
    void an_image_that_moves_counts_where_its_copy_was_and_readers_see_nothing_of_it() {
        long version = catalog.commit(put("a.jpg", "one")).orElseThrow().sequence();
        copies().put(copy("a.jpg", "one", "far"));
        CatalogEntry before = image();

        assertThat(catalog.commit(new Mutation.Move(copy("a.jpg", "one", "far"), OptionalLong.of(version))))
                .isPresent();

        CatalogEntry after = image();
        assertThat(after.store()).isEqualTo("far");
        assertThat(after.locator()).isEqualTo(new Locator("at a.jpg"));
        assertThat(after.validator()).isEqualTo("mark of one");
        assertThat(after.version()).isEqualTo(version);
        assertThat(after.digest()).isEqualTo(before.digest());
        assertThat(after.modified()).isEqualTo(before.modified());
        assertThat(after.created()).isEqualTo(before.created());
        assertThat(catalog.copies(KEY)).singleElement().satisfies(copy -> {
            assertThat(copy.store()).isEqualTo("local");
            assertThat(copy.counts(after)).isTrue();
        });
        assertThat(journal.last()).isEqualTo(version);
    }

    @Test
    void an_image_moves_only_to_a_copy_of_its_own_bytes() {
        long version = catalog.commit(put("a.jpg", "two")).orElseThrow().sequence();
        copies().put(copy("a.jpg", "one", "far"));
        assertThat(catalog.commit(new Mutation.Move(copy("a.jpg", "one", "far"), OptionalLong.of(version))))
                .isEmpty();
        assertThat(catalog.commit(new Mutation.Move(copy("a.jpg", "two", "far"), OptionalLong.of(version - 1))))
                .isEmpty();
        assertThat(image().store()).isEqualTo("local");
    }

    @Test
    void the_former_place_of_an_image_that_is_put_elsewhere_stays_known() {
        catalog.commit(put("a.jpg", "one"));
        CatalogEntry there = copy("a.jpg", "two", "far").as(entry("a.jpg", "two"));
        catalog.commit(new Mutation.Put(there, Cause.REQUEST, OptionalLong.empty()));

        assertThat(catalog.copies(KEY)).singleElement().satisfies(copy -> {
            assertThat(copy.store()).isEqualTo("local");
            assertThat(copy.digest()).isEqualTo(digest("one"));
            assertThat(copy.counts(image())).isFalse();
        });

        catalog.commit(put("a.jpg", "three"));
        assertThat(catalog.copies(KEY)).extracting(Copy::store).containsExactly("far");
    }

    @Test
    void missing_copies_are_counted_below_a_prefix() {
        for (String key : List.of("p/1.jpg", "p/2.jpg", "p/3.jpg", "q/4.jpg")) {
            catalog.commit(put(key, key));
        }
        copies().put(copy("p/1.jpg", "p/1.jpg", "far"));
        copies().put(copy("p/2.jpg", "something else", "far"));
        assertThat(copies().missing("p/", "far", "local", Long.MAX_VALUE)).isEqualTo(new Copies.Missing(2, 1));
        assertThat(copies().missing("", "far", "local", Long.MAX_VALUE)).isEqualTo(new Copies.Missing(3, 1));

        assertThat(copies().missing("", "far", "local", 2)).isEqualTo(new Copies.Missing(1, 1));

        Copy verified = copy("p/1.jpg", "p/1.jpg", "far");
        copies().put(new Copy(
                verified.key(),
                verified.store(),
                verified.locator(),
                verified.validator(),
                verified.digest(),
                verified.size(),
                Optional.of(Instant.parse("2026-01-02T03:04:05.678901Z"))));
        assertThat(copies().missing("p/", "far", "local", Long.MAX_VALUE)).isEqualTo(new Copies.Missing(2, 0));
        assertThat(copies().between(ImageKey.of("p/1.jpg"), ImageKey.of("p/1.jpg")))
                .singleElement()
                .satisfies(copy -> assertThat(copy.verified()).contains(Instant.parse("2026-01-02T03:04:05.678901Z")));
    }
}
