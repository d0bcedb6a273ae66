package dev.imago.store.folder;

import dev.imago.os.NativeFunction;
import java.util.concurrent.ThreadFactory;

/**
 * Makes platform threads that the system runs when it has little else to do (setpriority(2), which on Linux is about one
 * thread): work that may take long never takes the processor from a request that waits. Not the least priority that there
 * is, since a thread that never runs could hold up the garbage collector.
 */
public final class BackgroundThreads implements ThreadFactory {
    private static final int CALLING_THREAD = 0;
    private static final int PRIO_PROCESS = 0;
    private static final int NICENESS = 10;

    private static final NativeFunction SETPRIORITY = NativeFunction.named("setpriority");

    private final String name;

    /** Threads of this name. */
    public BackgroundThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            stepBack();
            work.run();
        });
    }

    /** A system that refuses lets the thread run as any other. */
    private static void stepBack() {
        try (Scratch scratch = new Scratch()) {
            SETPRIORITY.intResult(scratch.errno, PRIO_PROCESS, CALLING_THREAD, NICENESS);
        }
    }
}
