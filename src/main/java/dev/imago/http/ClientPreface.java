package dev.imago.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Gathers how a client of HTTP/2 begins, 24 fixed octets and a SETTINGS frame (RFC 9113 §3.4), and hands it over at once. Jetty, up
 * to 12.1.14, reads the header of this frame a second time when its payload comes in a later read. What cannot become
 * a preface, or has more settings than anybody needs, is handed over as it is, for Jetty to refuse. A client that is slow meanwhile
 * is closed by {@link Visits} and the idle timeout, as with its first request.
 */
final class ClientPreface extends AbstractConnection implements Connection.UpgradeFrom, Connection.UpgradeTo {
    /** What of the octets is left when Jetty has taken the first of them for a request of HTTP/1.1. */
    static final String REST = "SM\r\n\r\n";

    static final String WHOLE = "PRI * HTTP/2.0\r\n\r\n" + REST;

    private static final int FRAME_HEADER = 9;
    private static final int SETTINGS = 4;
    private static final int MOST_SETTINGS = 1 << 10;

    private final ByteBuffer octets;
    private final Connection next;
    private final ByteBuffer gathered;

    /**
     * @param octets with which it begins
     * @param next takes over
     * @param capacity bytes of the buffer with which the next one begins
     */
    ClientPreface(EndPoint endPoint, Executor executor, String octets, Connection next, int capacity) {
        super(endPoint, executor);
        this.octets = ByteBuffer.wrap(octets.getBytes(StandardCharsets.US_ASCII));
        this.next = next;
        this.gathered = BufferUtil.allocate(capacity);
    }

    @Override
    public void onUpgradeTo(ByteBuffer already) {
        BufferUtil.append(gathered, already);
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
        return gathered;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        gather();
    }

    @Override
    public void onFillable() {
        gather();
    }

    private void gather() {
        try {
            while (!enough()) {
                int filled = getEndPoint().fill(gathered);
                if (filled == 0) {
                    fillInterested();
                    return;
                }
                if (filled < 0) {
                    close();
                    return;
                }
            }
        } catch (IOException e) {
            close();
            return;
        }
        getEndPoint().upgrade(next);
    }

    private boolean enough() {
        int same = gathered.mismatch(octets);
        if (same >= 0 && same < Math.min(gathered.remaining(), octets.remaining())) {
            return true;
        }
        int frame = gathered.position() + octets.remaining();
        if (gathered.limit() < frame + FRAME_HEADER) {
            return false;
        }
        int length = gathered.getInt(frame) >>> 8;
        return gathered.get(frame + 3) != SETTINGS
                || length > MOST_SETTINGS
                || gathered.limit() >= frame + FRAME_HEADER + length;
    }
}
