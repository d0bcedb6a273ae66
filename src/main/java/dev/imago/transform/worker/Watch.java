package dev.imago.transform.worker;

/** What the one who watches over jobs is told. */
interface Watch {
    /** The original is on its way. */
    void sending(WorkerProcess worker);

    /** All of it was sent. */
    void making(WorkerProcess worker);

    void done(WorkerProcess worker);
}
