package dev.imago.transform.worker;

import dev.imago.image.Fault;
import dev.imago.transform.vips.VipsRenderer.Taker;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;

/**
 * The inside of a worker process: reads jobs, has them done, answers. Jobs are done by a thread of their own, so that the one who
 * reads sees at once when the server is gone, whatever a codec does at that time.
 */
final class Worker {
    private final SocketChannel server;
    private final Maker maker;
    private final NativeBuffer originals = new NativeBuffer();
    private final NativeBuffer watermarks = new NativeBuffer();
    private final SynchronousQueue<Task> tasks = new SynchronousQueue<>();

    /** Makes renditions. */
    interface Maker {
        void make(Job job, MemorySegment original, Optional<MemorySegment> watermark, Taker taker) throws IOException;
    }

    private record Task(Job job, MemorySegment original, Optional<MemorySegment> watermark) {}

    Worker(SocketChannel server, Maker maker) {
        this.server = server;
        this.maker = maker;
    }

    /** Reads jobs until the server ends the connection. */
    void serve() throws IOException, InterruptedException {
        Thread.ofPlatform().name("job").daemon().start(this::work);
        while (true) {
            Job job = Job.read(Frames.read(server));
            Optional<MemorySegment> watermark =
                    job.watermarkSize() > 0 ? Optional.of(read(watermarks, job.watermarkSize())) : Optional.empty();
            tasks.put(new Task(job, read(originals, job.originalSize()), watermark));
        }
    }

    private MemorySegment read(NativeBuffer buffer, long size) throws IOException {
        MemorySegment memory = buffer.of(size);
        Frames.fill(server, memory.asByteBuffer());
        return memory;
    }

    private void work() {
        try {
            while (true) {
                answer(tasks.take());
            }
        } catch (IOException | InterruptedException e) {
            // The server is gone.
            Runtime.getRuntime().halt(0);
        }
    }

    private void answer(Task task) throws IOException {
        long begin = System.nanoTime();
        Answer.Refused refused;
        try {
            maker.make(task.job, task.original, task.watermark, (format, dimensions, bytes) -> {
                Duration cost = Duration.ofNanos(System.nanoTime() - begin);
                Frames.writeAll(server, Frames.of(new Answer.Made(format, dimensions, cost, bytes.remaining())::write));
                Frames.writeAll(server, bytes);
            });
            return;
        } catch (Fault fault) {
            refused = Answer.Refused.of(fault);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError defect) {
            refused = Answer.Refused.of(defect);
        }
        Frames.writeAll(server, Frames.of(refused::write));
    }
}
