package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.os.Pages;
import dev.imago.store.Blob;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * An image whose bytes are in memory, with everything that answers about it have in common. The bytes lie outside the heap,
 * so that a socket takes them as they are. Thread-safe.
 */
final class HotImage {
    private final ImageVersion version;
    private volatile Body.Memory body;
    private final long freshNanos;
    private volatile long checkedAtNanos;
    private final AtomicBoolean beingChecked = new AtomicBoolean();
    private volatile List<Rendered> rendered = List.of();

    /** A move costs about as much as several answers win by it. */
    private static final int USES_BEFORE_MOVE = 8;

    /** Until a move is tried again for which there was no room. */
    private static final int USES_BETWEEN_MOVES = 1_024;

    private int uses;

    /** For how many sites at a time; an image is seldom reached by more routes than these. */
    private static final int SITES = 4;

    /** What the answers for one site look like. */
    private record Rendered(Site site, HeaderBlock full, HeaderBlock notModified) {}

    HotImage(ImageVersion version, ByteBuffer bytes, long nowNanos) {
        this.version = version;
        this.body = new Body.Memory(bytes.asReadOnlyBuffer());
        this.freshNanos = version.freshFor().map(Duration::toNanos).orElse(0L);
        this.checkedAtNanos = nowNanos;
    }

    /**
     * Reads an image as a whole.
     *
     * @param bytes has room for exactly that many
     * @throws Fault of kind {@code CHANGED} when it ends before
     */
    static HotImage read(ImageVersion version, Blob blob, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (blob.read(bytes) < 0) {
                throw new Fault(Fault.Kind.CHANGED, "The image became shorter while it was read.");
            }
        }
        return new HotImage(version, bytes.flip(), System.nanoTime());
    }

    ImageVersion version() {
        return version;
    }

    /** All bytes; shared, so take a duplicate or a slice. */
    ByteBuffer bytes() {
        return body.bytes();
    }

    /** All bytes, as a body. */
    Body.Memory body() {
        return body;
    }

    /** Whether so much is asked of the image that it is worth being moved to pages. To be asked once for each answer. */
    boolean dueForPages() {
        Body.Memory now = body;
        // Two at once may count as one, or both be told.
        return now.pages().isEmpty()
                && now.bytes().capacity() >= Pages.WORTHWHILE
                && ++uses % USES_BETWEEN_MOVES == USES_BEFORE_MOVE;
    }

    /** Moves the bytes, if there is room: answers under way keep the old ones. */
    void moveToPages(NativeMemory memory) {
        if (body.pages().isEmpty()) {
            memory.pages(bytes()).ifPresent(moved -> body = moved);
        }
    }

    /** The header block of a 200 on this site. */
    HeaderBlock full(Site site) {
        return rendered(site).full();
    }

    /** The header block of a 304 on this site. */
    HeaderBlock notModified(Site site) {
        return rendered(site).notModified();
    }

    /** What the image costs in memory, with a share for objects around the bytes. */
    long weight() {
        return bytes().capacity() + 1024L;
    }

    /**
     * Whether the image is due for a look at its store: after the interval, or after the time that the store has given it, if that is
     * longer. Answers true to one caller per interval, who is to see to it, and to
     * nobody until {@link #checked}.
     */
    boolean claimCheck(long nowNanos, long intervalNanos) {
        if (nowNanos - checkedAtNanos < Math.max(intervalNanos, freshNanos)
                || !beingChecked.compareAndSet(false, true)) {
            return false;
        }
        checkedAtNanos = nowNanos;
        return true;
    }

    /** The look at its store is over. */
    void checked() {
        beingChecked.set(false);
    }

    private Rendered rendered(Site site) {
        List<Rendered> present = rendered;
        for (Rendered one : present) {
            if (one.site().equals(site)) {
                return one;
            }
        }
        Rendered fresh = new Rendered(
                site,
                AnswerHeaders.full(site, version, Answer.Source.MEMORY),
                AnswerHeaders.notModified(site, version));
        // Two at once may each add theirs to the same list; one of them is rendered again.
        rendered =
                Stream.concat(Stream.of(fresh), present.stream()).limit(SITES).toList();
        return fresh;
    }
}
