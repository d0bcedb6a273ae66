package dev.imago.cli.terminal;

import java.time.Duration;
import java.util.function.DoubleFunction;
import java.util.function.LongSupplier;

/**
 * Shows progress on stderr while it is open: on a terminal one line that is redrawn, elsewhere a line now and then. Lines printed
 * through {@link #note} do not mix with it. Thread-safe.
 */
public final class ProgressDisplay implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration PLAIN = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final LongSupplier bytes;
    private final DoubleFunction<Progress> progress;
    private final Rate rate = new Rate();
    private final int width;
    private final Thread drawer;
    private boolean drawn;

    /**
     * Begins to show.
     *
     * @param bytes done so far
     * @param progress how far it is, given the rate
     */
    public ProgressDisplay(Terminal terminal, LongSupplier bytes, DoubleFunction<Progress> progress) {
        this(terminal, bytes, progress, terminal.errIsTerminal() ? REDRAW : PLAIN);
    }

    ProgressDisplay(Terminal terminal, LongSupplier bytes, DoubleFunction<Progress> progress, Duration every) {
        this.terminal = terminal;
        this.bytes = bytes;
        this.progress = progress;
        this.width = terminal.errIsTerminal() ? terminal.width().getAsInt() - 1 : 200;
        this.rate.read(System.nanoTime(), bytes.getAsLong());
        this.drawer = Thread.ofVirtual().name("progress").start(() -> drawEvery(every));
    }

    /** Prints a line on stderr, above the progress. */
    public synchronized void note(String line) {
        clear();
        terminal.note(line);
    }

    /** Prints a line of the result. */
    public synchronized void say(String line) {
        clear();
        terminal.say(line);
    }

    private void drawEvery(Duration every) {
        try {
            while (true) {
                Thread.sleep(every);
                draw();
            }
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    private synchronized void draw() {
        double perSecond = rate.read(System.nanoTime(), bytes.getAsLong());
        String line = progress.apply(perSecond).line(width);
        if (terminal.errIsTerminal()) {
            terminal.err().print("\r\033[K" + line);
            terminal.err().flush();
            drawn = true;
        } else {
            terminal.note(line);
        }
    }

    private void clear() {
        if (drawn) {
            terminal.err().print("\r\033[K");
            terminal.err().flush();
            drawn = false;
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        drawer.interrupt();
        synchronized (this) {
            clear();
        }
    }
}
