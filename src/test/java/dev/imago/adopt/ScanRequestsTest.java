package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which scans wait, and which are part of others. */
final class ScanRequestsTest {
    private final ScanRequests requests = new ScanRequests(200_000);

    @Test
    void come_in_the_order_in_which_they_were_asked_for() throws Exception {
        ask("b/", "a/", "c/");
        assertThat(taken()).containsExactly("b/", "a/", "c/");
    }

    @Test
    void a_part_of_what_waits_is_not_scanned_twice() throws Exception {
        ask("a/", "a.b/", "a/", "a/b/c/");
        assertThat(taken()).containsExactly("a/", "a.b/");
    }

    @Test
    void a_parent_takes_the_place_of_its_children() throws Exception {
        ask("a/1/", "a/2/x/", "a0/", "b/", "a/");
        assertThat(taken()).containsExactly("a0/", "b/", "a/");
    }

    @Test
    void what_believes_removals_covers_what_does_not_and_never_the_other_way_round() throws Exception {
        requests.add(new ScanRequest("a/", false));
        requests.add(new ScanRequest("a/b/", true));
        requests.add(new ScanRequest("a/b/c/", false));
        assertThat(taken()).containsExactly("a/", "a/b/");

        requests.add(new ScanRequest("a/b/", false));
        requests.add(new ScanRequest("a/", true));
        assertThat(requests.take(Duration.ZERO)).contains(new ScanRequest("a/", true));
        assertThat(requests.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void too_many_are_forgotten_together_and_that_is_told() throws Exception {
        var few = new ScanRequests(2);
        assertThat(few.add(new ScanRequest("a/", false))).isTrue();
        assertThat(few.add(new ScanRequest("b/", true))).isTrue();
        assertThat(few.add(new ScanRequest("b/c/", true))).isTrue();
        assertThat(few.add(new ScanRequest("c/", true))).isFalse();
        assertThat(few.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void a_hundred_thousand_directories_cost_no_more_each_than_a_few() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 100_000; i++) {
                requests.add(new ScanRequest("tree/" + i + "/", true));
            }
            requests.add(new ScanRequest("tree/", true));
            assertThat(taken()).containsExactly("tree/");
        });
    }

    private void ask(String... prefixes) {
        for (String prefix : prefixes) {
            requests.add(new ScanRequest(prefix, false));
        }
    }

    private List<String> taken() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        Optional<ScanRequest> next = requests.take(Duration.ZERO);
        while (next.isPresent()) {
            taken.add(next.get().prefix());
            next = requests.take(Duration.ZERO);
        }
        return taken;
    }
}
