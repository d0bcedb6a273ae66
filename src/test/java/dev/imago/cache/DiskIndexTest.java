package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DiskIndexTest {
    private static final Duration CHEAP = Duration.ofMillis(10);
    private static final Duration DEAR = Duration.ofMillis(100);

    private final DiskIndex index = new DiskIndex(100, 10);

    private static FileName name(long number) {
        return new FileName(number, 0, 0, 0);
    }

    private List<FileName> put(long number, long size, Duration cost) {
        List<FileName> victims = index.reserve(size).orElseThrow();
        index.put(name(number), size, cost);
        return victims;
    }

    @Test
    void of_two_that_are_as_dear_the_large_one_goes() {
        index.completed();
        put(1, 60, CHEAP);
        put(2, 30, CHEAP);
        assertThat(put(3, 20, CHEAP)).containsExactly(name(1));
    }

    @Test
    void of_two_that_are_as_large_the_cheap_one_goes() {
        index.completed();
        put(1, 50, DEAR);
        put(2, 50, CHEAP);
        assertThat(put(3, 20, CHEAP)).containsExactly(name(2));
    }

    @Test
    void what_is_used_stays() {
        index.completed();
        put(1, 50, CHEAP);
        put(2, 50, CHEAP);
        index.use(name(1));
        assertThat(put(3, 50, CHEAP)).containsExactly(name(2));
    }

    @Test
    void what_was_dear_and_popular_once_goes_in_time() {
        index.completed();
        put(0, 50, DEAR);
        for (int i = 0; i < 5; i++) {
            index.use(name(0));
        }
        int others = 1;
        while (!put(others, 50, CHEAP).contains(name(0))) {
            others++;
            assertThat(others).isLessThan(100);
        }
        assertThat(others).isGreaterThan(20);
    }

    @Test
    void while_not_all_is_known_a_file_comes_only_in_the_place_of_known_ones() {
        assertThat(index.reserve(1)).isEmpty();
        index.found(name(1), 20, CHEAP);
        index.found(name(2), 20, DEAR);
        assertThat(index.reserve(41)).isEmpty();
        assertThat(put(3, 15, CHEAP)).containsExactly(name(1));
        assertThat(index.extent()).isEqualTo(new DiskIndex.Extent(35, 2));
        index.completed();
        assertThat(put(4, 60, CHEAP)).isEmpty();
    }

    @Test
    void what_is_being_written_counts() {
        index.completed();
        assertThat(index.reserve(60)).contains(List.of());
        assertThat(index.reserve(60)).isEmpty();
        index.release(60);
        assertThat(index.reserve(60)).contains(List.of());
        index.put(name(1), 60, CHEAP);
        assertThat(index.reserve(60)).contains(List.of(name(1)));
    }

    /** Against a list that is searched from end to end. */
    @Test
    void it_is_always_one_of_least_worth_that_goes() {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        DiskIndex large = new DiskIndex(5_000, 300);
        large.completed();
        Model model = new Model();
        for (int n = 0; n < 20_000; n++) {
            FileName name = name(random.nextInt(600));
            Optional<Model.File> known = model.find(name);
            assertThat(large.use(name).isPresent()).isEqualTo(known.isPresent());
            if (known.isPresent() && random.nextInt(20) == 0) {
                large.find(name).ifPresent(large::remove);
                model.files.remove(known.get());
            } else if (known.isPresent()) {
                model.use(known.get());
            } else {
                long size = 1 + random.nextInt(60);
                Duration cost = Duration.ofMillis(1 + random.nextInt(500));
                List<FileName> victims = large.reserve(size).orElseThrow();
                victims.forEach(model::evict);
                large.put(name, size, cost);
                model.put(name, size, cost);
                assertThat(large.extent())
                        .as("seed " + seed)
                        .isEqualTo(new DiskIndex.Extent(model.bytes(), model.files.size()));
                assertThat(model.bytes()).isLessThanOrEqualTo(5_000);
            }
        }
    }

    private static final class Model {
        private static final class File {
            FileName name;
            long size;
            double cost;
            int uses = 1;
            double worth;

            File(FileName name, long size, double cost) {
                this.name = name;
                this.size = size;
                this.cost = cost;
            }
        }

        private final List<File> files = new ArrayList<>();
        private double inflation;

        Optional<File> find(FileName name) {
            return files.stream().filter(file -> file.name.equals(name)).findFirst();
        }

        void use(File file) {
            file.uses++;
            file.worth = inflation + file.uses * file.cost / file.size;
        }

        void put(FileName name, long size, Duration cost) {
            File file = new File(name, size, cost.toMillis());
            file.worth = inflation + file.cost / size;
            files.add(file);
        }

        void evict(FileName name) {
            File file = find(name).orElseThrow();
            double least =
                    files.stream().mapToDouble(other -> other.worth).min().orElseThrow();
            assertThat(file.worth).isEqualTo(least);
            inflation = least;
            files.remove(file);
        }

        long bytes() {
            return files.stream().mapToLong(file -> file.size).sum();
        }
    }
}
