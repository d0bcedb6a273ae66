package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which missing images count as removed: {@code +} is there, {@code -} is missing. */
final class LossesTest {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant KNOWN = BEFORE.plusSeconds(1);
    private static final Instant AFTERWARDS = KNOWN.plusSeconds(1);

    @Test
    void a_directory_that_was_touched_after_its_images_were_known_has_lost_them() {
        Map<String, Instant> directories = Map.of("emptied/", AFTERWARDS, "mount/", BEFORE, "", AFTERWARDS);
        Losses losses = weigh(
                "", directory -> Optional.ofNullable(directories.get(directory)), "-emptied/1", "-gone/1", "-mount/1");
        assertThat(losses.removed()).extracting(ImageKey::value).containsExactlyInAnyOrder("emptied/1", "gone/1");
        assertThat(losses.doubtful()).containsOnlyKeys("mount/");
    }

    @Test
    void what_is_missing_beside_as_many_that_are_there_was_removed() {
        Losses losses = weigh("", Set.of("a/"), "+a/1", "-a/2", "+b", "-c");
        assertThat(losses.removed()).extracting(ImageKey::value).containsExactlyInAnyOrder("a/2", "c");
        assertThat(losses.doubtful()).isEmpty();
    }

    @Test
    void what_is_missing_from_a_directory_that_is_there_and_has_less_left_is_in_doubt_however_much_lies_elsewhere() {
        Losses losses = weigh("", Set.of("mount/"), "+a", "+b", "-c", "+mount/1", "-mount/2", "-mount/3", "+z");
        assertThat(losses.removed()).extracting(ImageKey::value).containsExactly("c");
        assertThat(losses.doubtful()).containsOnlyKeys("mount/");
        assertThat(losses.doubtful().get("mount/")).extracting(ImageKey::value).containsExactly("mount/2", "mount/3");
    }

    @Test
    void a_directory_that_is_gone_is_weighed_with_the_nearest_that_is_there() {
        Losses removed = weigh("", Set.of("year/"), "-year/01/x/1", "-year/01/x/2", "+year/02/1", "+year/02/2");
        assertThat(removed.removed()).hasSize(2);
        Losses unmounted = weigh("", Set.of("mount/"), "+a", "+b", "-mount/01/x/1", "-mount/02/1", "+z");
        assertThat(unmounted.removed()).isEmpty();
        assertThat(unmounted.doubtful().get("mount/")).hasSize(2);
    }

    @Test
    void names_that_begin_alike_are_not_of_one_directory() {
        Losses losses = weigh("", Set.of("a/"), "+a.b/1", "+a.b/2", "-a/1", "+ab/1");
        assertThat(losses.doubtful()).containsOnlyKeys("a/");
    }

    @Test
    void where_nothing_is_left_at_all_the_folder_itself_is_in_doubt() {
        Losses losses = weigh("", Set.of(), "-a", "-b/c");
        assertThat(losses.removed()).isEmpty();
        assertThat(losses.doubtful().get("")).hasSize(2);
        assertThat(losses.count()).isEqualTo(2);
    }

    @Test
    void a_part_has_no_evidence_from_outside() {
        Losses losses = weigh("up/part", Set.of("up/"), "-up/part/1", "-up/part2");
        assertThat(losses.removed()).isEmpty();
        assertThat(losses.doubtful().get("up/")).hasSize(2);
    }

    /** Told in the order of their keys, as the catalog lists them. */
    private static Losses weigh(String prefix, Set<String> directories, String... images) {
        return weigh(
                prefix, directory -> directories.contains(directory) ? Optional.of(BEFORE) : Optional.empty(), images);
    }

    private static Losses weigh(String prefix, Function<String, Optional<Instant>> changed, String... images) {
        var losses = new Losses(prefix, changed);
        for (String image : List.of(images)) {
            ImageKey key = ImageKey.of(image.substring(1));
            if (image.startsWith("+")) {
                losses.present(key);
            } else {
                losses.missing(key, KNOWN);
            }
        }
        losses.end();
        return losses;
    }
}
