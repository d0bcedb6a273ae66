package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.config.ByteSize;
import dev.imago.image.Fault;
import dev.imago.transform.Position;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Source;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Overlay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Pools as tests need them. */
final class Pools {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Pools() {}

    static RenderSettings settings(int workers, Duration timeout) {
        return new RenderSettings(
                Optional.of(workers),
                timeout,
                ByteSize.parse("400MB"),
                2000,
                200,
                Duration.ofSeconds(30),
                Optional.empty(),
                100_000_000,
                1000,
                ByteSize.parse("64MB"),
                80,
                false,
                false,
                false);
    }

    static WorkerPool ready(RenderSettings settings, Command command, Map<String, ByteBuffer> watermarks)
            throws IOException, InterruptedException {
        var pool = new WorkerPool(settings, name -> Optional.ofNullable(watermarks.get(name)), command);
        pool.start();
        assertThat(pool.awaitReady(PATIENCE)).as("a worker is ready").isTrue();
        return pool;
    }

    static WorkerPool ready(RenderSettings settings) throws IOException, InterruptedException {
        return ready(settings, Command.usual(), Map.of());
    }

    /** A transform that makes a {@link SabotagedWorker} do harm. */
    static Transform harm(String what) {
        return Transform.NONE.with(new Overlay(Optional.empty(), Optional.of(new Caption(what, Position.CENTRE))));
    }

    static Fault refusal(WorkerPool pool, Source source, Transform transform) {
        Fault fault = catchThrowableOfType(Fault.class, () -> pool.render(source, transform));
        assertThat(fault).as("a refusal").isNotNull();
        return fault;
    }

    static byte[] bytes(Rendition rendition) {
        byte[] bytes = new byte[rendition.bytes().remaining()];
        rendition.bytes().duplicate().get(bytes);
        return bytes;
    }

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
