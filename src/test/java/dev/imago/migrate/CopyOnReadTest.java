package dev.imago.migrate;

import static dev.imago.migrate.TwoFolders.await;
import static dev.imago.migrate.TwoFolders.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Samples;
import dev.imago.migrate.Plan.Verify;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A migration that copies what is read, between two real folders. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class CopyOnReadTest {
    @TempDir
    Path root;

    private TwoFolders folders;
    private Migrations migrations;
    private ImageKey a;
    private ImageKey b;

    @BeforeEach
    void open() throws IOException {
        folders = new TwoFolders(root);
        migrations = folders.migrations;
        a = folders.put("upload/a.png", 1);
        b = folders.put("upload/b.png", 2);
    }

    @AfterEach
    void close() {
        folders.close();
    }

    private Migration lazy(Verify verify) {
        return migrations.orders().startLazily(plan(verify));
    }

    @Test
    void only_what_is_read_is_copied_and_it_is_verified_and_counted() throws IOException {
        ImageKey elsewhere = folders.put("other/c.png", 3);
        Migration migration = lazy(Verify.FULL);
        migrations.read(a);
        migrations.read(elsewhere);
        await("it is counted", () -> folders.now(migration).progress().verified() == 1);
        assertThat(folders.target.resolve(a.value())).hasBinaryContent(Samples.png(9, 7, 1));
        assertThat(folders.target.resolve(b.value())).doesNotExist();
        assertThat(folders.target.resolve("other")).doesNotExist();
        Progress progress = folders.now(migration).progress();
        assertThat(progress.copied()).isEqualTo(1);
        assertThat(progress.bytes()).isEqualTo(Samples.png(9, 7, 1).length);
        assertThat(progress.stage()).isEqualTo(Stage.ON_READ);
        assertThat(migrations.orders().lacking(folders.now(migration))).isEqualTo(new Orders.Lacking("new", 1, 0));
        migrations.orders().cutOver(migration.id(), 100, "");
        assertThat(migrations.orders().lacking(folders.now(migration))).isEqualTo(new Orders.Lacking("new", 1, 0));
        migrations.orders().rollBack(migration.id());
        assertThat(migrations.orders().lacking(folders.now(migration))).isEqualTo(new Orders.Lacking("old", 0, 0));
    }

    @Test
    void what_is_uploaded_or_adopted_is_copied_as_ever_and_what_is_read_also_after_a_cutover() throws IOException {
        Migration migration = lazy(Verify.NONE);
        ImageKey stored = folders.put("upload/stored.png", 4);
        migrations.stored(stored);
        assertThat(folders.isCopied(stored)).isTrue();
        ImageKey adopted = folders.put("upload/adopted.png", 5);
        await("the journal is followed", () -> folders.isCopied(adopted));
        migrations.orders().cutOver(migration.id(), 100, "");
        migrations.read(a);
        await("it is copied", () -> folders.isCopied(a));
        assertThat(folders.isCopied(b)).isFalse();
    }

    @Test
    void a_key_is_copied_once_at_a_time_however_often_it_is_read() {
        folders.second.hold();
        lazy(Verify.NONE);
        for (int i = 0; i < 1000; i++) {
            migrations.read(a);
        }
        migrations.read(b);
        await("b is under way, too", () -> folders.second.puts.get() == 2);
        for (int i = 0; i < 1000; i++) {
            migrations.read(a);
        }
        folders.second.release();
        await("both are copied", () -> folders.isCopied(a) && folders.isCopied(b));
        assertThat(folders.second.puts).hasValue(2);
    }

    @Test
    void readers_go_on_while_the_target_hangs_and_only_so_many_images_wait() throws IOException {
        List<ImageKey> keys = new ArrayList<>();
        for (int i = 0; i < ReadQueue.MOST_WAITING + 40; i++) {
            keys.add(folders.put("upload/many/" + i + ".png", i));
        }
        folders.second.hold();
        Migration migration = lazy(Verify.NONE);
        keys.forEach(migrations::read);
        int atOnce = migration.plan().concurrency();
        await("as many as may are under way", () -> folders.second.puts.get() == atOnce);
        keys.forEach(migrations::read);
        migrations.read(a);
        folders.second.release();
        int room = ReadQueue.MOST_WAITING + atOnce;
        await("those that found room are copied", () -> copied(migration) == room);
        assertThat(folders.isCopied(a)).as("there was no room").isFalse();
        migrations.read(a);
        await("it is copied when it is read again", () -> folders.isCopied(a));
    }

    private long copied(Migration migration) {
        return folders.now(migration).progress().copied();
    }

    @Test
    void what_fails_while_the_target_is_down_is_listed_and_copied_once_it_is_back() {
        folders.second.down = true;
        Migration migration = lazy(Verify.NONE);
        migrations.read(a);
        await("it is listed", () -> migrations.orders().failed(migration.id()) == 1);
        assertThat(migrations.orders().failures(migration.id())).singleElement().satisfies(failure -> {
            assertThat(failure.key()).isEqualTo(a.value());
            assertThat(failure.problem()).contains("is down");
        });
        folders.second.down = false;
        await("it is tried again", () -> folders.isCopied(a));
        await("it is not listed any more", () -> migrations.orders().failed(migration.id()) == 0);
        assertThat(folders.isCopied(b)).isFalse();
    }

    @Test
    void a_paused_one_copies_nothing_until_it_goes_on() {
        Migration migration = lazy(Verify.NONE);
        migrations.orders().pause(migration.id(), true);
        migrations.read(a);
        migrations.orders().pause(migration.id(), false);
        migrations.read(b);
        await("b is copied", () -> folders.isCopied(b));
        assertThat(folders.isCopied(a)).isFalse();
        migrations.read(a);
        await("a is copied", () -> folders.isCopied(a));
    }

    @Test
    void it_stays_lazy_though_changes_were_forgotten_that_it_had_not_seen() throws IOException {
        Migration migration = lazy(Verify.NONE);
        migrations.orders().pause(migration.id(), true);
        ImageKey unseen = folders.put("upload/unseen.png", 4);
        folders.put("upload/newest.png", 6); // the newest change is never forgotten
        folders.journal.trim(Instant.now().plus(Duration.ofDays(1)));
        migrations.orders().pause(migration.id(), false);
        ImageKey seen = folders.put("upload/seen.png", 5);
        await("it follows again", () -> folders.now(migration).progress().journal() >= folders.journal.last());
        assertThat(folders.now(migration).progress().stage()).isEqualTo(Stage.ON_READ);
        migrations.read(unseen);
        migrations.read(seen);
        await("both are copied", () -> folders.isCopied(unseen) && folders.isCopied(seen));
        assertThat(folders.isCopied(b)).isFalse();
    }

    @Test
    void finishing_says_what_lacks_and_how_to_get_it_and_a_backfill_copies_it() {
        Migration migration = lazy(Verify.FULL);
        migrations.read(a);
        await("it is copied", () -> folders.isCopied(a));
        migrations.orders().cutOver(migration.id(), 100, "");
        assertThatThrownBy(() -> migrations.orders().finish(migration.id(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT))
                .hasMessageContaining("1 images have no copy in new yet")
                .hasMessageContaining("Resume it with backfill");
        migrations.orders().pause(migration.id(), true);
        assertThat(migrations.orders().backfill(migration.id()).paused()).isFalse();
        await(
                "all is copied and verified",
                () -> folders.now(migration).progress().stage() == Stage.FOLLOW);
        assertThat(folders.isCopied(b)).isTrue();
        finish(migration);
        assertThat(folders.catalog.find(b).orElseThrow().store()).isEqualTo("new");
    }

    @Test
    void where_all_was_read_it_can_be_finished_without_a_backfill_once_it_is_verified() {
        Migration migration = lazy(Verify.FULL);
        migrations.read(a);
        migrations.read(b);
        await("both are copied", () -> folders.isCopied(a) && folders.isCopied(b));
        migrations.orders().cutOver(migration.id(), 100, "");
        finish(migration);
        assertThat(folders.catalog.find(a).orElseThrow().store()).isEqualTo("new");
    }

    private void finish(Migration migration) {
        await("it may be finished", () -> {
            try {
                migrations.orders().finish(migration.id(), Optional.empty());
                return true;
            } catch (Fault notYet) {
                return false;
            }
        });
        await("it is finished", () -> folders.now(migration).progress().stage() == Stage.DONE);
    }
}
