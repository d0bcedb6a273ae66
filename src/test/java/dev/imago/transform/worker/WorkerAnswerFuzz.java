package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.image.Fault;
import dev.imago.transform.Renderer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** What a worker sends that a hostile image has taken over. */
final class WorkerAnswerFuzz {
    @FuzzTest
    void the_server_takes_what_a_worker_says_or_ends_it(byte[] bytes) {
        try {
            Hello.read(Frames.read(channel(bytes)));
        } catch (IOException | Fault documented) {
            assertThat(documented).isNotNull();
        }
        List<Integer> sizes = new ArrayList<>();
        try {
            if (announced(bytes) <= bytes.length) {
                Receiving.next(channel(bytes), new Sizes(sizes));
            }
        } catch (IOException | Fault documented) {
            assertThat(documented).isNotNull();
        }
        assertThat(sizes).allMatch(size -> size <= bytes.length);
    }

    /** How large a result is said to be; 0 where there is none. Memory for it is taken before it comes. */
    private static int announced(byte[] bytes) throws IOException {
        return Answer.read(Frames.read(channel(bytes))) instanceof Answer.Made made ? made.size() : 0;
    }

    /** Notes how large the results are. */
    private record Sizes(List<Integer> sizes) implements Renderer.Results {
        @Override
        public void made(int which, Renderer.Rendition rendition) {
            sizes.add(rendition.bytes().remaining());
        }

        @Override
        public void refused(int which, Fault why) {
            assertThat(why.kind()).isNotNull();
        }
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }
}
