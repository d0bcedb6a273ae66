package dev.imago.transform.worker;

import dev.imago.image.Fault;
import dev.imago.transform.RenderSettings;
import dev.imago.transform.Renderer.Results;
import dev.imago.transform.Renderer.Source;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A worker as the server sees it: a process and a connection. One job at a time. A job that cannot be finished ends the process, as
 * nothing else ends a codec for sure.
 */
final class WorkerProcess {
    static final Duration LONGEST_START = Duration.ofSeconds(60);

    private static final int STATUS_OF_SIGKILL = 128 + 9;

    private final Process process;
    private final SocketChannel channel;
    private final Hello.Ready hello;
    private volatile Optional<Ending> ordered = Optional.empty();
    private int jobs;

    private WorkerProcess(Process process, SocketChannel channel, Hello.Ready hello) {
        this.process = process;
        this.channel = channel;
        this.hello = hello;
    }

    /**
     * Starts a process and waits until it is ready.
     *
     * @throws Fault if there is no libvips
     */
    static WorkerProcess start(Command command, RenderSettings settings) throws StartFailed {
        try (StartFolder folder = StartFolder.make()) {
            return start(command, settings, folder);
        } catch (IOException e) {
            throw new StartFailed("a worker did not start: there is no folder for its socket", e);
        }
    }

    private static WorkerProcess start(Command command, RenderSettings settings, StartFolder folder)
            throws StartFailed {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(folder.socket()));
            ProcessBuilder builder = new ProcessBuilder(command.line(folder.socket(), settings))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(folder.errors().toFile());
            builder.environment().clear();
            builder.environment().putAll(Command.ENVIRONMENT);
            Process process = builder.start();
            try {
                return connected(process, listener);
            } catch (IOException | RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new StartFailed("a worker did not start: " + folder.lastWords(), e);
        }
    }

    private static WorkerProcess connected(Process process, ServerSocketChannel listener) throws IOException {
        process.getOutputStream().close();
        CompletableFuture<Process> ended = process.onExit();
        var _ = ended.thenRun(() -> close(listener));
        var timer = CompletableFuture.delayedExecutor(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
        var started = new CompletableFuture<WorkerProcess>();
        timer.execute(() -> {
            if (!started.isDone()) {
                process.destroyForcibly();
            }
        });
        SocketChannel channel = listener.accept();
        try {
            return switch (Hello.read(Frames.read(channel))) {
                case Hello.Ready ready -> {
                    var worker = new WorkerProcess(process, channel, ready);
                    started.complete(worker);
                    yield worker;
                }
                case Hello.NoLibrary none -> throw new Fault(Fault.Kind.UNAVAILABLE, none.message());
            };
        } catch (IOException | RuntimeException e) {
            started.cancel(false);
            close(channel);
            throw e;
        }
    }

    Hello.Ready hello() {
        return hello;
    }

    long pid() {
        return process.pid();
    }

    int jobs() {
        return jobs;
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    boolean isAlive() {
        return process.isAlive() && ordered.isEmpty();
    }

    /** Ends it at once, with the job that it has. Any thread. */
    synchronized void end(Ending why) {
        ordered = ordered.or(() -> Optional.of(why));
        process.destroyForcibly();
    }

    /** Ends it after its last job. */
    void retire() {
        close(channel);
    }

    /**
     * Has a job done.
     *
     * @param results hears of what is made as soon as it is there
     * @throws Ended if the worker is no more
     * @throws Fault what the worker answered, or what the source threw before it gave a byte
     */
    void render(Job job, Optional<ByteBuffer> watermark, Source source, Watch watch, Results results) throws Ended {
        jobs++;
        watch.sending(this);
        try {
            send(job, watermark, source);
            for (int left = job.transforms().size(); left > 0; left--) {
                watch.making(this);
                receive(results, left > 1);
            }
        } catch (IOException e) {
            throw ended(e);
        } finally {
            watch.done(this);
        }
    }

    private void send(Job job, Optional<ByteBuffer> watermark, Source source) throws Ended, IOException {
        var body = new Body(job, watermark);
        try {
            source.writeTo(body);
            body.requireComplete();
        } catch (WorkerGone e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (body.untouched() && !(e instanceof ClosedByInterruptException)) {
                throw e instanceof Fault fault
                        ? fault
                        : new Fault(
                                Ending.CUT_OFF.fault().kind(),
                                Ending.CUT_OFF.fault().message(),
                                e);
            }
            end(Thread.currentThread().isInterrupted() ? Ending.GIVEN_UP : Ending.CUT_OFF);
            throw ended(e);
        }
    }

    private void receive(Results results, boolean moreToCome) throws IOException {
        try {
            Receiving.next(channel, results);
        } catch (RuntimeException e) {
            if (moreToCome) {
                end(Ending.GIVEN_UP);
            }
            throw e;
        }
    }

    /** Finds out why the connection ended, and sees to it that the process has. */
    private Ended ended(Throwable cause) {
        if (Thread.currentThread().isInterrupted()) {
            end(Ending.GIVEN_UP);
        }
        int status;
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                end(Ending.CRASH);
            }
            status = process.onExit().join().exitValue();
        } catch (InterruptedException e) {
            end(Ending.GIVEN_UP);
            Thread.currentThread().interrupt();
            status = 0;
        }
        close(channel);
        Ending itself = status == STATUS_OF_SIGKILL ? Ending.KILLED : Ending.CRASH;
        return new Ended(ordered.orElse(itself), cause);
    }

    /** The connection to the worker broke, not the source of the bytes. */
    private static final class WorkerGone extends IOException {
        private static final long serialVersionUID = 1L;

        WorkerGone(IOException cause) {
            super(cause);
        }
    }

    /** What is sent for a job; the head goes with the first byte, so that a source that fails before costs nothing. */
    private final class Body implements WritableByteChannel {
        private final Job job;
        private final Optional<ByteBuffer> watermark;
        private long left;
        private boolean begun;

        Body(Job job, Optional<ByteBuffer> watermark) {
            this.job = job;
            this.watermark = watermark;
            this.left = job.originalSize();
        }

        boolean untouched() {
            return !begun;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int length = source.remaining();
            if (length > left) {
                throw new IOException("the original has more bytes than it was said to have");
            }
            try {
                if (!begun) {
                    begun = true;
                    Frames.writeAll(channel, Frames.of(job::write));
                    if (watermark.isPresent()) {
                        Frames.writeAll(channel, watermark.get().duplicate());
                    }
                }
                Frames.writeAll(channel, source);
            } catch (IOException e) {
                throw new WorkerGone(e);
            }
            left -= length;
            return length;
        }

        void requireComplete() throws IOException {
            if (left > 0) {
                throw new IOException("the original has " + left + " bytes less than it was said to have");
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {}
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is not needed any more.
        }
    }
}
