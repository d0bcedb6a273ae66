package dev.imago.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BulkDeletesTest extends OnGround {
    @Test
    void what_was_ordered_before_a_restart_is_done_after_it() {
        for (int i = 0; i < 270; i++) {
            put("old/" + i, 1);
        }
        put("new", 1);
        BulkDelete job = ground.bulkDeletes.order("old/", 270);
        try (BulkDeletes restarted = ground.bulkDeletes()) {
            restarted.start();
            Ground.await(() -> restarted.find(job.id()).orElseThrow().finished().isPresent());
            assertThat(restarted.find(job.id()).orElseThrow().deleted()).isEqualTo(270);
        }
        assertThat(ground.catalog.list("", Optional.empty(), 10))
                .extracting(CatalogEntry::key)
                .containsExactly(ImageKey.of("new"));
        assertThat(ground.files()).containsExactly("images/new");
    }

    @Test
    void a_second_process_that_stops_in_the_middle_leaves_the_rest_to_the_next() {
        for (int i = 0; i < 400; i++) {
            put("old/" + i, 1);
        }
        BulkDelete job = ground.bulkDeletes.order("old/", 400);
        try (BulkDeletes interrupted = ground.bulkDeletes()) {
            interrupted.start();
            Ground.await(() -> ground.catalog.usage("old/").images() < 380);
        }
        try (BulkDeletes next = ground.bulkDeletes()) {
            next.start();
            Ground.await(() -> next.find(job.id()).orElseThrow().finished().isPresent());
        }
        assertThat(ground.files()).isEmpty();
        assertThat(ground.catalog.usage("old/").images()).isZero();
    }

    @Test
    void images_that_come_after_the_order_are_spared() {
        put("old/a", 1);
        put("old/b", 1);
        BulkDelete job = ground.bulkDeletes.order("old/", 2);
        put("old/b", 2);
        put("old/c", 1);
        ground.bulkDeletes.start();
        Ground.await(
                () -> ground.bulkDeletes.find(job.id()).orElseThrow().finished().isPresent());
        assertThat(ground.files()).containsExactly("images/old/b", "images/old/c");
    }

    @Test
    void another_number_than_there_is_deletes_nothing() {
        put("old/a", 1);
        assertThatThrownBy(() -> ground.bulkDeletes.order("old/", 2))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT));
        assertThat(ground.bulkDeletes.newest(10)).isEmpty();
    }

    @Test
    void an_image_in_lasting_trouble_counts_as_failed_and_holds_up_neither_its_job_nor_others() {
        put("a/bad", 1);
        for (int i = 0; i < 300; i++) {
            put("a/" + i, 1);
        }
        put("b/x", 1);
        ground.store.troubled.add("a/bad");
        BulkDelete first = ground.bulkDeletes.order("a/", 301);
        BulkDelete second = ground.bulkDeletes.order("b/", 1);
        ground.bulkDeletes.start();
        Ground.await(() -> find(second).finished().isPresent());
        Ground.await(() -> find(first).finished().isPresent());
        assertThat(find(first).deleted()).isEqualTo(300);
        assertThat(find(first).failed()).isEqualTo(1);
        assertThat(find(first).problem()).contains("trouble");
        assertThat(ground.files()).containsExactly("images/a/bad");
    }

    @Test
    void a_store_that_is_down_as_a_whole_is_waited_for() {
        for (int i = 0; i < 20; i++) {
            put("a/" + i, 1);
        }
        ground.store.down = true;
        BulkDelete job = ground.bulkDeletes.order("a/", 20);
        ground.bulkDeletes.start();
        Ground.await(() -> ground.store.asked.get() > 20 * 6); // more than all tries of all images
        assertThat(find(job).failed()).isZero();
        assertThat(find(job).problem()).contains("down");
        ground.store.down = false;
        Ground.await(() -> find(job).finished().isPresent());
        assertThat(find(job).deleted()).isEqualTo(20);
        assertThat(find(job).failed()).isZero();
        assertThat(find(job).problem()).isEmpty();
    }

    @Test
    void a_store_that_hangs_with_one_job_holds_up_no_other() {
        put("a/x", 1);
        put("b/x", 1);
        ground.store.hangs.add("a/");
        BulkDelete hanging = ground.bulkDeletes.order("a/", 1);
        ground.bulkDeletes.start();
        Ground.await(() -> ground.store.hanging.contains("a/x"));
        BulkDelete other = ground.bulkDeletes.order("b/", 1);
        Ground.await(() -> find(other).finished().isPresent());
        assertThat(find(hanging).finished()).isEmpty();
        ground.store.release.countDown();
        Ground.await(() -> find(hanging).finished().isPresent());
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void a_few_jobs_work_at_a_time_each_in_one_thread_and_the_others_come_after_them() {
        List<BulkDelete> jobs = new ArrayList<>();
        ground.store.hangs.add("a/");
        for (int i = 0; i < 6; i++) {
            put("a/" + i + "/x", 1);
            jobs.add(ground.bulkDeletes.order("a/" + i + "/", 1));
        }
        ground.bulkDeletes.start();
        Ground.await(() -> ground.store.hanging.size() >= BulkDeletes.SIDE_BY_SIDE);
        jobs.add(ground.bulkDeletes.order("none/", 0)); // has it look for work again
        LockSupport.parkNanos(300_000_000);
        assertThat(ground.store.hanging).hasSize(BulkDeletes.SIDE_BY_SIDE).doesNotHaveDuplicates();
        ground.store.release.countDown();
        for (BulkDelete job : jobs) {
            Ground.await(() -> find(job).finished().isPresent());
            assertThat(find(job).deleted()).isEqualTo(job.total());
        }
    }

    @Test
    void jobs_that_have_images_in_common_count_each_once() {
        for (int i = 0; i < 100; i++) {
            put("a/b/" + i, 1);
        }
        BulkDelete wide = ground.bulkDeletes.order("a/", 100);
        BulkDelete narrow = ground.bulkDeletes.order("a/b/", 100);
        ground.bulkDeletes.start();
        Ground.await(() -> find(wide).finished().isPresent());
        Ground.await(() -> find(narrow).finished().isPresent());
        assertThat(find(wide).deleted() + find(narrow).deleted()).isEqualTo(100);
        assertThat(find(wide).failed() + find(narrow).failed()).isZero();
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void the_same_bytes_that_come_again_after_the_order_are_spared_though_their_page_is_under_way() {
        put("a/x", 1);
        ground.store.troubled.add("a/x");
        BulkDelete job = ground.bulkDeletes.order("a/", 1);
        ground.bulkDeletes.start();
        Ground.await(() -> find(job).problem().contains("trouble"));
        put("a/x", 2);
        put("a/x", 1);
        ground.store.troubled.clear();
        Ground.await(() -> find(job).finished().isPresent());
        assertThat(ground.files()).containsExactly("images/a/x");
    }

    private BulkDelete find(BulkDelete job) {
        return ground.bulkDeletes.find(job.id()).orElseThrow();
    }

    private void put(String key, int seed) {
        ground.put(ImageKey.of(key), Samples.png(3, 2, seed));
    }
}
