package dev.imago;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a folder to a bucket of a real Ceph, to FastDFS where it runs, and back into the folder. {@code -Dimago.tour.kills=20} kills the
 * server more often, {@code -Dimago.tour.seed=} repeats what is left to chance.
 */
@Tag("slow")
final class MigrationTourTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void images_move_through_real_engines_and_back_while_servers_and_parts_of_engines_are_killed() throws Exception {
        long seed = Long.getLong("imago.tour.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (TourEngines engines = new TourEngines();
                MigrationTour tour = new MigrationTour(directory, engines, seed)) {
            tour.run(Integer.getInteger("imago.tour.kills", 1));
        }
    }
}
