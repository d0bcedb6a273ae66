package dev.imago.transform.worker;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** A worker that keeps its rights and ends as programs do, so that its JVM can write an AOT cache. For {@link WorkerTraining} only. */
public final class UnconfinedWorker {
    private UnconfinedWorker() {}

    /** @param args as those of {@link WorkerMain} */
    public static void main(String[] args) throws IOException, InterruptedException {
        WorkerMain.serve(args, UnaryOperator.identity(), _ -> {
            Confinement.prepare();
            return false;
        });
    }
}
