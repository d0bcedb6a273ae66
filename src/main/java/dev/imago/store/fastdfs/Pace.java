package dev.imago.store.fastdfs;

import java.time.Duration;

/**
 * How patient the keeper is.
 *
 * @param look the pause between two looks at what is young; what is older is looked at less often
 * @param lost after how long a file that no storage shows is taken for lost
 * @param single after how long a second storage that has no copy, or an only one that does not answer, is not waited for any more,
 *     and the file uploaded anew: FastDFS never makes up for a copy that it forgot
 * @param settled how old a file in a group of one storage must be: by then its system has written it to the disk
 */
record Pace(Duration look, Duration lost, Duration single, Duration settled) {
    static final Pace USUAL =
            new Pace(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMinutes(1));
}
