package dev.imago;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Watches the system calls of a running process, and has them fail as a broken disk would, until it is closed. */
final class Strace implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Strace(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param expressions as of {@code strace -e} */
    static Strace attach(long pid, Path log, String... expressions) throws IOException {
        awaitNoNewProcesses(pid);
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-p", Long.toString(pid), "-o", log.toString()));
        for (String expression : expressions) {
            command.addAll(List.of("-e", expression));
        }
        Path messages = log.resolveSibling(log.getFileName() + ".messages");
        Process process =
                new ProcessBuilder(command).redirectError(messages.toFile()).start();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!Files.readString(messages).contains("attached")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroy();
                throw new IllegalStateException("strace cannot watch processes here: " + Files.readString(messages));
            }
            LockSupport.parkNanos(5_000_000);
        }
        return new Strace(process, log);
    }

    /** A process that is being started while strace comes or goes can hold up its parent and strace for ever. */
    private static void awaitNoNewProcesses(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        Set<ProcessHandle> before = Set.of();
        for (int quiet = 0; quiet < 20; quiet++) {
            Set<ProcessHandle> now = process.descendants().collect(Collectors.toSet());
            if (!now.equals(before)) {
                before = now;
                quiet = 0;
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Lets the process go, and counts its calls of this name. */
    long count(String call) throws IOException {
        close();
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.matches("\\d+ +" + call + "\\(.*")).count();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("strace does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
