package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.adopt.Adopter.Outcome;
import dev.imago.catalog.Catalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Settling;
import dev.imago.upload.Ground;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several keys that are looked at together. */
final class AdopterTest {
    private static final List<ImageKey> KEYS =
            List.of(ImageKey.of("a.png"), ImageKey.of("bad.png"), ImageKey.of("c.png"));

    @TempDir
    Path root;

    private Ground ground;
    private PathAddressed folder;

    @BeforeEach
    void prepare() throws IOException {
        ground = new Ground(root);
        folder = ground.store.capability(PathAddressed.class).orElseThrow();
        Settling settling = ground.store.capability(Settling.class).orElseThrow();
        for (ImageKey key : KEYS) {
            Files.write(ground.folder.resolve(key.value()), Samples.png(8, 8, 1));
            Ground.await(() -> settling.settled(new Locator(key.value())));
        }
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void a_key_that_somebody_has_locked_is_put_off_and_holds_up_no_other() {
        try (var lock = ground.catalog.lock(KEYS.get(1))) {
            assertThat(lock.held()).isTrue();
            long start = System.nanoTime();
            assertThat(examine(folder)).containsExactly(Outcome.ADOPTED, Outcome.LATER, Outcome.ADOPTED);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(examine(folder)).containsExactly(Outcome.UNCHANGED, Outcome.ADOPTED, Outcome.UNCHANGED);
    }

    @Test
    void a_key_at_which_the_program_makes_a_mistake_takes_no_other_along() {
        var mistaken = new PathAddressed() {
            @Override
            public Optional<Locator> locate(ImageKey key) {
                if (key.value().startsWith("bad")) {
                    throw new IllegalStateException("a mistake");
                }
                return folder.locate(key);
            }

            @Override
            public ImageKey keyOf(Locator locator) {
                return folder.keyOf(locator);
            }
        };
        assertThat(examine(mistaken)).containsExactly(Outcome.ADOPTED, Outcome.FAILED, Outcome.ADOPTED);
    }

    @Test
    void a_database_without_room_is_waited_for() {
        Catalog full = (Catalog) Proxy.newProxyInstance(
                Catalog.class.getClassLoader(), new Class<?>[] {Catalog.class}, (_, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        throw new Fault(Fault.Kind.NO_SPACE, "The disk of the database is full.");
                    }
                    return method.invoke(ground.catalog, arguments);
                });
        assertThat(examine(folder, full)).containsExactly(Outcome.DOWN, Outcome.DOWN, Outcome.DOWN);
        assertThat(examine(folder)).containsExactly(Outcome.ADOPTED, Outcome.ADOPTED, Outcome.ADOPTED);
    }

    private List<Outcome> examine(PathAddressed paths) {
        return examine(paths, ground.catalog);
    }

    private List<Outcome> examine(PathAddressed paths, Catalog catalog) {
        var adopter = new Adopter(ground.store, paths, catalog, new Inspector(), Clock.systemUTC());
        return adopter.examine(KEYS, Adopter.Removals.BELIEVED);
    }
}
