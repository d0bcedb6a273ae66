package dev.imago.disk;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs something in the mount namespace of another process, on a thread that ends with it. */
record InNamespace(long process) {
    /** What is done there. */
    interface Action {
        void run() throws IOException;
    }

    static InNamespace of(long process) {
        return new InNamespace(process);
    }

    void run(Action action) throws IOException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            enter();
            action.run();
            return null;
        });
        Thread.ofPlatform().daemon().name("mount").start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void enter() throws IOException {
        int namespace =
                Libc.check(Libc.open("/proc/" + process + "/ns/mnt", Libc.O_RDONLY | Libc.O_CLOEXEC), "namespace");
        try {
            Libc.check(Libc.unshare(Libc.CLONE_FS), "unshare");
            Libc.check(Libc.setns(namespace, Libc.CLONE_NEWNS), "setns");
        } finally {
            Libc.close(namespace);
        }
    }
}
