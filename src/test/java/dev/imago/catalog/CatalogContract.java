package dev.imago.catalog;

import static dev.imago.catalog.Images.delete;
import static dev.imago.catalog.Images.digest;
import static dev.imago.catalog.Images.entry;
import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.journal.Cause;
import dev.imago.journal.Change;
import dev.imago.journal.SqlJournal;
import dev.imago.store.Locator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every catalog does. */
abstract class CatalogContract {
    Database database;
    SqlJournal journal;
    SqlCatalog catalog;

    abstract DatabaseSettings settings();

    @BeforeEach
    void open() {
        database = Database.open(settings());
        journal = new SqlJournal(database);
        catalog = new SqlCatalog(database, journal, "n1");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keeps_all_that_it_is_told() {
        Change change = catalog.commit(put("upload/qa/test.jpg", "one")).orElseThrow();

        CatalogEntry found = catalog.find(ImageKey.of("upload/qa/test.jpg")).orElseThrow();

        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(entry("upload/qa/test.jpg", "one"));
        assertThat(found.version()).isEqualTo(change.sequence()).isPositive();
        assertThat(journal.after(0, 10)).containsExactly(change);
        assertThat(change.kind()).isEqualTo(Change.Kind.PUT);
        assertThat(change.digest()).contains(digest("one"));
        assertThat(change.previous()).isEmpty();
        assertThat(change.node()).isEqualTo("n1");
    }

    @Test
    void keeps_an_image_without_dimensions() {
        CatalogEntry svg = entry("a.svg", "<svg/>");
        CatalogEntry bare = new CatalogEntry(
                svg.key(),
                "s",
                new Locator("x"),
                "",
                svg.digest(),
                6,
                Format.SVG,
                Optional.empty(),
                svg.modified(),
                svg.created(),
                0);
        catalog.commit(new Mutation.Put(bare, Cause.ADOPTION, OptionalLong.empty()));

        assertThat(catalog.find(svg.key()).orElseThrow().dimensions()).isEmpty();
    }

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
    void lists_page_by_page_in_the_order_of_utf8_bytes() {
        List<String> keys = new ArrayList<>(List.of(
                "Z.jpg",
                "a%b.jpg",
                "a_b.jpg",
                "a b.jpg",
                "aXb.jpg",
                "a/b.jpg",
                "a/c/d.jpg",
                "a.jpg",
                "ä.jpg",
                "\uFFFF.jpg",
                "\uFFFFz.jpg",
                "😀.jpg",
                "😀/x.jpg",
                "\uD7FF.jpg",
                "\uE000.jpg",
                "中/文.jpg",
                "\uDBFF\uDFFF.jpg"));
        keys.forEach(key -> catalog.commit(put(key, "x")));
        catalog.commit(put("gone.jpg", "x"));
        catalog.commit(delete("gone.jpg"));
        List<String> ordered =
                keys.stream().map(ImageKey::of).sorted().map(ImageKey::value).toList();

        List<String> listed = new ArrayList<>();
        Optional<ImageKey> after = Optional.empty();
        while (true) {
            List<CatalogEntry> page = catalog.list("", after, 4);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(entry -> listed.add(entry.key().value()));
            after = Optional.of(page.getLast().key());
        }

        assertThat(listed).isEqualTo(ordered);
        for (String prefix : List.of(
                "a",
                "a%",
                "a_",
                "a/",
                "\\",
                "ä",
                "\uFFFF",
                "😀",
                "\uD7FF",
                "\uE000",
                "\uDBFF\uDFFF",
                "中/",
                "'",
                "\0",
                "\uD800")) {
            assertThat(keys(prefix))
                    .as(prefix)
                    .isEqualTo(ordered.stream()
                            .filter(key -> key.startsWith(prefix))
                            .toList());
        }
    }

    @Test
    void a_page_begins_behind_the_key_that_it_is_told_within_its_prefix() {
        List.of("a/1", "a/2", "b/1", "b/2", "c/1").forEach(key -> catalog.commit(put(key, "x")));

        assertThat(catalog.list("b/", Optional.of(ImageKey.of("a/1")), 10)).hasSize(2);
        assertThat(catalog.list("b/", Optional.of(ImageKey.of("b/1")), 10)).hasSize(1);
        assertThat(catalog.list("b/", Optional.of(ImageKey.of("b/15")), 10)).hasSize(1);
        assertThat(catalog.list("b/", Optional.of(ImageKey.of("c/1")), 10)).isEmpty();
        assertThatThrownBy(() -> catalog.list("", Optional.empty(), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pages_stay_in_place_while_others_insert_and_delete() throws Exception {
        List<Mutation> before = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            before.add(put("p/%03d/stays".formatted(i), "x"));
            before.add(put("p/%03d/goes".formatted(i), "x"));
        }
        catalog.commit(before);
        List<String> listed = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Thread others = Thread.ofVirtual().start(() -> {
            for (int i = 0; !done.get(); i = (i + 7) % 300) {
                catalog.commit(List.of(
                        delete("p/%03d/goes".formatted(i)),
                        put("p/%03d/comes-%d".formatted(i, listed.size()), "x"),
                        put("o/%03d".formatted(i), "x")));
                begun.countDown();
            }
        });
        try {
            begun.await();
            Optional<ImageKey> after = Optional.empty();
            List<CatalogEntry> page;
            do {
                page = catalog.list("p/", after, 10);
                page.forEach(entry -> listed.add(entry.key().value()));
                after = page.isEmpty() ? after : Optional.of(page.getLast().key());
            } while (!page.isEmpty());
        } finally {
            done.set(true);
            others.join();
        }

        assertThat(listed).as("in order, none twice").isSorted().doesNotHaveDuplicates();
        assertThat(listed.stream().filter(key -> key.endsWith("/stays"))).hasSize(300);
        assertThat(catalog.list("o/", Optional.empty(), 1))
                .as("the others did something")
                .hasSize(1);
    }

    @Test
    void a_listing_is_a_range_of_the_index() {
        for (boolean behind : new boolean[] {true, false}) {
            assertListingIsARange(explained(ImageTable.listing(behind, true)));
        }
    }

    abstract String explained(String listing);

    abstract void assertListingIsARange(String plan);

    @Test
    void finds_a_key_in_whatever_case_it_is_asked_for() {
        catalog.commit(put("Upload/QA/Täst.JPG", "x"));
        catalog.commit(put("b.jpg", "1"));
        catalog.commit(put("B.JPG", "2"));

        assertThat(catalog.findIgnoringCase(ImageKey.of("upload/qa/TÄST.jpg"))).isPresent();
        assertThat(catalog.findIgnoringCase(ImageKey.of("b.Jpg"))
                        .orElseThrow()
                        .key()
                        .value())
                .isEqualTo("B.JPG");
        assertThat(catalog.findIgnoringCase(ImageKey.of("c.jpg"))).isEmpty();
    }

    @Test
    void the_longest_keys_fit_into_every_index() {
        String key = "Ⱥ".repeat(127) + "/" + "Ⱥ".repeat(127) + "/" + "Ⱥ".repeat(127) + "/" + "Ⱥ".repeat(127);
        catalog.commit(put(key, "x"));

        assertThat(catalog.findIgnoringCase(ImageKey.of(key))).isPresent();
    }

    @Test
    void counts_what_there_is_below_prefixes() {
        catalog.commit(put("a/1", "1234"));
        catalog.track(Set.of("a/", "never%"));
        catalog.commit(List.of(put("a/2", "12"), put("a/1", "123456"), put("b/1", "1"), put("never", "1")));
        catalog.commit(delete("a/2"));
        catalog.commit(delete("a/2"));
        catalog.commit(revalidate(entry("b/1", "1"), "t"));

        assertThat(catalog.usage("")).isEqualTo(new Catalog.Usage(3, 8));
        assertThat(catalog.usage("a/")).isEqualTo(new Catalog.Usage(1, 6));
        assertThat(catalog.usage("b")).isEqualTo(new Catalog.Usage(1, 1));
        assertThat(catalog.usage("never%")).isEqualTo(new Catalog.Usage(0, 0));
        assertThat(catalog.usage("\0")).isEqualTo(new Catalog.Usage(0, 0));
    }

    @Test
    void counts_in_parts_and_misses_no_change_that_is_made_in_between() {
        for (int i = 100; i < 200; i++) {
            catalog.commit(put("a/" + i, "12"));
        }
        CompletableFuture<Void> counting = CompletableFuture.runAsync(() -> catalog.track(Set.of("a/"), 1));
        int parts = 0;
        for (int i = 100; i < 200; i += 2) {
            catalog.commit(List.of(delete("a/" + i), put("a/" + (i + 1), "1234"), put("a/" + i + "x", "1")));
            parts += counting.isDone() ? 0 : 1;
        }
        counting.join();
        assertThat(parts).as("changes that were made while it counted").isGreaterThan(1);
        List<Long> kept = database.read(session -> session.list(
                "SELECT images FROM usage_count WHERE prefix = 'a/' AND position IS NULL", row -> row.getLong(1)));
        assertThat(kept).containsExactly(100L);
        assertThat(catalog.usage("a/")).isEqualTo(new Catalog.Usage(100, 250));
    }

    @Test
    void a_change_while_it_counts_counts_once_wherever_it_is() {
        for (int i = 0; i < 5; i++) {
            catalog.commit(put("a/" + i, "12"));
        }
        database.write(session -> {
            UsageCounters.track(session, Set.of("a/"));
            return UsageCounters.countOn(session, 2);
        });
        catalog.commit(List.of(put("a/0", "1234"), put("a/00", "1"), put("a/3", "123"), put("a/5", "12345")));
        catalog.commit(List.of(delete("a/1"), delete("a/2")));
        catalog.track(Set.of("a/"));
        List<Long> kept = database.read(session -> session.list(
                "SELECT images * 100 + bytes FROM usage_count WHERE prefix = 'a/' AND position IS NULL",
                row -> row.getLong(1)));
        assertThat(kept).containsExactly(5 * 100L + 4 + 1 + 3 + 2 + 5);
    }

    @Test
    void knows_everything_again_when_it_is_opened_again() {
        DatabaseSettings same = settings();
        Database first = Database.open(same);
        new SqlCatalog(first, new SqlJournal(first), "n1").commit(put("kept", "x"));
        first.close();

        try (Database second = Database.open(same)) {
            assertThat(new SqlCatalog(second, new SqlJournal(second), "n1").find(ImageKey.of("kept")))
                    .isPresent();
        }
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

    static Mutation revalidate(CatalogEntry entry, String validator) {
        CatalogEntry marked = new CatalogEntry(
                entry.key(),
                entry.store(),
                entry.locator(),
                validator,
                entry.digest(),
                entry.size(),
                entry.format(),
                entry.dimensions(),
                entry.modified(),
                entry.created(),
                0);
        return new Mutation.Revalidate(marked, Cause.ADOPTION, OptionalLong.empty());
    }

    private List<String> keys(String prefix) {
        return catalog.list(prefix, Optional.empty(), 100).stream()
                .map(entry -> entry.key().value())
                .toList();
    }

    private List<String> tombstones() {
        return database.read(session -> session.list("SELECT key FROM tombstone", row -> row.getString(1)));
    }
}
