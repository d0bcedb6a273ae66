package dev.imago.transform.worker;

import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Results;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Takes what a worker sends. */
final class Receiving {
    /** A worker that announces more is not to be believed. */
    private static final int LARGEST_RESULT = 512 << 20;

    private Receiving() {}

    /** Reads one answer, and lets others hear of it. */
    static void next(ReadableByteChannel worker, Results results) throws IOException {
        switch (Answer.read(Frames.read(worker))) {
            case Answer.Refused refused -> results.refused(refused.which(), refused.fault());
            case Answer.Made made -> {
                if (made.size() < 0 || made.size() > LARGEST_RESULT) {
                    throw new IOException("a result of " + made.size() + " bytes");
                }
                ByteBuffer bytes = Frames.fill(worker, ByteBuffer.allocate(made.size()));
                results.made(
                        made.which(), new Rendition(made.format(), made.dimensions(), bytes, made.cost(), made.seen()));
            }
        }
    }
}
