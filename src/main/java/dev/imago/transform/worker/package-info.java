/**
 * Worker processes: renditions are made in JVMs of their own, so that a codec that crashes, hangs or swells costs one request and
 * never the server.
 *
 * <p>{@link dev.imago.transform.worker.WorkerPool} is the server's side, {@link dev.imago.transform.worker.WorkerMain} the other. They
 * talk over a Unix domain socket: a {@link dev.imago.transform.worker.Hello} from the worker, then one job and one answer after the other.
 */
@NullMarked
package dev.imago.transform.worker;

import org.jspecify.annotations.NullMarked;
