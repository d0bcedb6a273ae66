package dev.imago.catalog;

import static dev.imago.catalog.Images.delete;
import static dev.imago.catalog.Images.digest;
import static dev.imago.catalog.Images.entry;
import static dev.imago.catalog.Images.put;
import static dev.imago.catalog.Images.revalidate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import dev.imago.store.Locator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a {@link Mutation} does to every catalog and its journal. */
abstract class MutationContract extends CatalogGround {
    @Test
    void a_replaced_image_keeps_its_creation_and_names_what_it_replaced() {
        catalog.commit(put("a.jpg", "one"));
        CatalogEntry later = entry("a.jpg", "two");
        CatalogEntry other = new CatalogEntry(
                later.key(),
                "other",
                new Locator("elsewhere"),
                "v2",
                later.digest(),
                3,
                Format.PNG,
                later.dimensions(),
                later.modified().plusSeconds(9),
                later.created().plusSeconds(9),
                77);
        Change change = catalog.commit(new Mutation.Put(other, Cause.REQUEST, OptionalLong.empty()))
                .orElseThrow();

        assertThat(change.previous()).contains(digest("one"));
        CatalogEntry found = catalog.find(later.key()).orElseThrow();
        assertThat(found.created()).isEqualTo(later.created());
        assertThat(found.modified()).isEqualTo(later.modified().plusSeconds(9));
        assertThat(found.store()).isEqualTo("other");
        assertThat(found.version()).isEqualTo(change.sequence());
    }

    @Test
    void a_deleted_image_is_gone_once() {
        catalog.commit(put("a.jpg", "one"));

        Change change = catalog.commit(delete("a.jpg")).orElseThrow();

        assertThat(change.kind()).isEqualTo(Change.Kind.DELETE);
        assertThat(change.digest()).isEmpty();
        assertThat(change.previous()).contains(digest("one"));
        assertThat(change.size()).isZero();
        assertThat(catalog.find(ImageKey.of("a.jpg"))).isEmpty();
        assertThat(catalog.commit(delete("a.jpg"))).isEmpty();
        assertThat(tombstones()).containsExactly("a.jpg");
        assertThat(journal.after(0, 10)).hasSize(2);
    }

    @Test
    void a_key_that_comes_back_has_no_tombstone_and_a_greater_version() {
        catalog.commit(put("a.jpg", "one"));
        long deleted = catalog.commit(delete("a.jpg")).orElseThrow().sequence();

        long back = catalog.commit(put("a.jpg", "one", 0)).orElseThrow().sequence();

        assertThat(back).isGreaterThan(deleted);
        assertThat(tombstones()).isEmpty();
    }

    @Test
    void a_change_happens_only_to_the_version_that_it_expects() {
        assertThat(catalog.commit(put("a.jpg", "one", 5))).isEmpty();
        long first = catalog.commit(put("a.jpg", "one", 0)).orElseThrow().sequence();

        assertThat(catalog.commit(put("a.jpg", "two", 0))).isEmpty();
        assertThat(catalog.commit(delete("a.jpg", first + 1))).isEmpty();
        long second = catalog.commit(put("a.jpg", "two", first)).orElseThrow().sequence();
        assertThat(catalog.commit(put("a.jpg", "three", first))).isEmpty();
        assertThat(catalog.commit(delete("a.jpg", second))).isPresent();
        assertThat(journal.after(0, 10)).hasSize(3);
    }

    @Test
    void of_many_who_expect_the_same_version_one_wins() {
        AtomicInteger winners = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String text = "text " + i;
            all.add(CompletableFuture.runAsync(
                    () -> catalog.commit(put("a.jpg", text, 0)).ifPresent(_ -> winners.incrementAndGet()),
                    command -> Thread.ofVirtual().start(command)));
        }
        all.forEach(CompletableFuture::join);

        assertThat(winners).hasValue(1);
    }

    @Test
    void a_new_mark_of_the_same_bytes_writes_no_journal() {
        long version = catalog.commit(put("a.jpg", "one")).orElseThrow().sequence();
        CatalogEntry known = catalog.find(ImageKey.of("a.jpg")).orElseThrow();

        Optional<Change> change = catalog.commit(revalidate(entry("a.jpg", "one"), "touched"));

        assertThat(change.orElseThrow().sequence()).isEqualTo(version);
        assertThat(catalog.find(known.key()).orElseThrow().validator()).isEqualTo("touched");
        assertThat(catalog.find(known.key()).orElseThrow().version()).isEqualTo(version);
        assertThat(journal.after(0, 10)).hasSize(1);
        assertThat(catalog.commit(revalidate(entry("a.jpg", "other"), "x"))).isEmpty();
        assertThat(catalog.commit(revalidate(entry("b.jpg", "one"), "x"))).isEmpty();
    }

    @Test
    void a_new_place_of_the_same_bytes_writes_no_journal() {
        assertThat(catalog.commit(put("a.jpg", "one"))).isPresent();
        CatalogEntry known = catalog.find(ImageKey.of("a.jpg")).orElseThrow();
        CatalogEntry moved = new CatalogEntry(
                known.key(),
                known.store(),
                new Locator("elsewhere"),
                "moved",
                known.digest(),
                known.size(),
                known.format(),
                known.dimensions(),
                known.modified(),
                known.created(),
                0);

        assertThat(catalog.commit(new Mutation.Revalidate(moved, Cause.ADOPTION, OptionalLong.of(known.version() + 1))))
                .isEmpty();
        assertThat(catalog.commit(new Mutation.Revalidate(moved, Cause.ADOPTION, OptionalLong.of(known.version()))))
                .isPresent();

        assertThat(catalog.find(known.key())).contains(moved.withVersion(known.version()));
        assertThat(journal.after(0, 10)).hasSize(1);
    }

    @Test
    void many_changes_are_made_at_once_and_in_order() {
        List<Optional<Change>> changes =
                catalog.commit(List.of(put("a", "1"), put("b", "2"), delete("a"), delete("zzz"), put("a", "3")));

        assertThat(changes).hasSize(5);
        assertThat(changes.get(3)).isEmpty();
        assertThat(journal.after(0, 10))
                .isEqualTo(changes.stream().flatMap(Optional::stream).toList());
        assertThat(catalog.list("", Optional.empty(), 10))
                .extracting(e -> e.key().value())
                .containsExactly("a", "b");
        assertThat(catalog.commit(List.of())).isEmpty();
    }

    @Test
    void a_key_has_one_writer_at_a_time() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try (Catalog.KeyLock lock = catalog.lock(ImageKey.of("k"))) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            assertThat(lock.held()).isTrue();
                            inside.decrementAndGet();
                        }
                    },
                    command -> Thread.ofVirtual().start(command)));
        }
        try (Catalog.KeyLock other = catalog.lock(ImageKey.of("other"))) {
            all.forEach(CompletableFuture::join);
            assertThat(other.held()).isTrue();
        }
        assertThat(most).hasValue(1);
    }

    private List<String> tombstones() {
        return database.read(session -> session.list("SELECT key FROM tombstone", row -> row.getString(1)));
    }
}
