package dev.imago.transform.worker;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Renderer.Seen;
import dev.imago.transform.vips.VipsRenderer.Taker;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.function.IntFunction;

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
        var answers = new Answers(task.job.transforms().size());
        try {
            maker.make(task.job, task.original, task.watermark, answers);
        } catch (Fault fault) {
            answers.refuseTheRest(which -> Answer.Refused.of(which, fault));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError defect) {
            answers.refuseTheRest(which -> Answer.Refused.of(which, defect));
        }
    }

    /** Sends what comes out, each as soon as it is there. */
    private final class Answers implements Taker {
        private final BitSet open = new BitSet();
        private long begin = System.nanoTime();

        Answers(int transforms) {
            open.set(0, transforms);
        }

        @Override
        public void made(int which, Format format, Dimensions dimensions, ByteBuffer bytes, Seen seen)
                throws IOException {
            Duration cost = Duration.ofNanos(System.nanoTime() - begin);
            send(new Answer.Made(which, format, dimensions, cost, seen, bytes.remaining()));
            Frames.writeAll(server, bytes);
            begin = System.nanoTime();
        }

        @Override
        public void refused(int which, Fault why) throws IOException {
            send(Answer.Refused.of(which, why));
        }

        void refuseTheRest(IntFunction<Answer.Refused> refusal) throws IOException {
            for (int which = open.nextSetBit(0); which >= 0; which = open.nextSetBit(0)) {
                send(refusal.apply(which));
            }
        }

        private void send(Answer answer) throws IOException {
            open.clear(answer.which());
            Frames.writeAll(server, Frames.of(answer::write));
        }
    }
}
