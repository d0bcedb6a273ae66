package dev.imago.catalog;

import static dev.imago.catalog.Images.delete;
import static dev.imago.catalog.Images.entry;
import static dev.imago.catalog.Images.put;
import static dev.imago.catalog.Images.revalidate;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every catalog counts below prefixes, also while others change it. */
abstract class UsageContract extends CatalogGround {
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
}
