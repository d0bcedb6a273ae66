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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every catalog keeps, finds and lists. */
abstract class CatalogContract extends CatalogGround {
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

    private List<String> keys(String prefix) {
        return catalog.list(prefix, Optional.empty(), 100).stream()
                .map(entry -> entry.key().value())
                .toList();
    }
}
