package dev.imago.upload.fetch;

import java.util.List;
import java.util.stream.IntStream;

/** For fetches from servers on ports that the system gave them. */
public final class AnyPort {
    public static final List<Integer> ALL =
            IntStream.rangeClosed(1, 65_535).boxed().toList();

    private AnyPort() {}
}
