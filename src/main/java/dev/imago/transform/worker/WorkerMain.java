package dev.imago.transform.worker;

import dev.imago.transform.vips.NoLibraryException;
import dev.imago.transform.vips.VipsRenderer;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;

/**
 * A worker process. It connects to the server's socket, loads libvips, gives up all rights that it does not need, says hello and
 * makes renditions until the server ends the connection or is gone.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /** @param args the path of the socket, the bytes of memory that it may take, and the file of libvips (empty to look for one) */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(args, UnaryOperator.identity());
    }

    static void run(String[] args, UnaryOperator<Worker.Maker> around) throws IOException, InterruptedException {
        try {
            serve(args, around, Confinement::enter);
        } finally {
            // At once, whatever the thread of the jobs is doing.
            Runtime.getRuntime().halt(0);
        }
    }

    /** Returns when the server has ended the connection, or is gone. */
    static void serve(String[] args, UnaryOperator<Worker.Maker> around, LongPredicate confinement)
            throws IOException, InterruptedException {
        SocketChannel server = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
        try {
            VipsRenderer renderer =
                    VipsRenderer.open(args[2].isEmpty() ? Optional.empty() : Optional.of(Path.of(args[2])));
            Worker.Maker maker = (job, original, watermark, taker) ->
                    renderer.render(original, job.standsFor(), job.transforms(), job.options(), watermark, taker);
            Worker worker = new Worker(server, around.apply(maker));
            var capabilities = renderer.capabilities();
            boolean confined = confinement.test(Long.parseLong(args[1]));
            Frames.writeAll(server, Frames.of(new Hello.Ready(capabilities, confined)::write));
            worker.serve();
        } catch (NoLibraryException e) {
            Frames.writeAll(server, Frames.of(new Hello.NoLibrary(String.valueOf(e.getMessage()))::write));
        } catch (IOException e) {
            // The server has ended the connection, or is gone.
        }
    }
}
