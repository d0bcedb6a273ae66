package dev.imago.transform.worker;

import dev.imago.transform.Transform.Caption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** A worker that does harm when the text of a caption tells it to. */
final class SabotagedWorker {
    private SabotagedWorker() {}

    static Command command() {
        return new Command(
                Command.placeOf(WorkerMain.class) + ":" + Command.placeOf(SabotagedWorker.class),
                SabotagedWorker.class.getName(),
                List.of());
    }

    public static void main(String[] args) throws Exception {
        WorkerMain.run(args, maker -> (job, original, watermark, taker) -> {
            Optional<String> harm =
                    job.transforms().getFirst().overlay().caption().map(Caption::text);
            if (harm.isPresent()) {
                doHarm(harm.get());
            }
            maker.make(job, original, watermark, taker);
        });
    }

    private static void doHarm(String what) throws IOException {
        switch (what) {
            case "crash" -> raise(11);
            case "hang" -> await();
            case "swell" -> swell();
            case "connect" -> mustFail(() -> new Socket(InetAddress.getLoopbackAddress(), 9));
            case "listen" -> mustFail(() -> ServerSocketChannel.open(StandardProtocolFamily.UNIX));
            case "run" -> mustFail(() -> new ProcessBuilder("true").start());
            case "write" -> mustFail(() -> Files.createTempFile("sabotage", ""));
            case "environment" -> {
                if (!System.getenv().keySet().stream().allMatch(Command.ENVIRONMENT::containsKey)) {
                    throw new IllegalStateException("sees " + System.getenv().keySet());
                }
            }
            case "descriptors" -> {
                try (var links = Files.list(Path.of("/proc/self/fd"))) {
                    long strange = links.filter(SabotagedWorker::isStrange).count();
                    if (strange > 0) {
                        throw new IllegalStateException(strange + " open files of others");
                    }
                }
            }
            default -> {}
        }
    }

    /** Pipes and files of the server; a worker's own standard input is a pipe. */
    private static boolean isStrange(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.contains("imago-inherited") || target.startsWith("pipe:") && !link.endsWith("0");
        } catch (IOException e) {
            return false;
        }
    }

    /** The kernel has to say no, so that nothing but that is taken for success. */
    private static void mustFail(Callable<?> what) {
        try {
            what.call();
        } catch (Exception e) {
            if (String.valueOf(e.getMessage()).contains("not permitted")) {
                return;
            }
            throw new IllegalStateException("failed in another way", e);
        }
        throw new IllegalStateException("was allowed");
    }

    private static void raise(int signal) {
        try {
            Linker linker = Linker.nativeLinker();
            int _ = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("raise"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(signal);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void swell() {
        while (true) {
            MemorySegment memory = Arena.global().allocate(16 << 20);
            memory.fill((byte) 1);
        }
    }
}
