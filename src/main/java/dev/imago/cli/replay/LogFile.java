package dev.imago.cli.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads a log line by line, whatever is in it: of a line that never ends only the beginning is kept, until it does. */
final class LogFile {
    /** Servers refuse requests that are longer. */
    static final int LONGEST_LINE = 64 << 10;

    private static final int STEP = 64 << 10;

    /** Is told of each line. */
    interface Reader {
        void line(String line, boolean whole);
    }

    private LogFile() {}

    /** Reads a log that may be compressed (gzip, also of several members). The caller closes it. */
    static void read(InputStream raw, Reader reader) throws IOException {
        var buffered = new BufferedInputStream(raw, STEP);
        InputStream in = isGzip(buffered) ? new GZIPInputStream(buffered, STEP) : buffered;
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        byte[] step = new byte[STEP];
        for (int count = in.read(step); count >= 0; count = in.read(step)) {
            for (int i = 0; i < count; i++) {
                if (step[i] == '\n') {
                    tell(line, length, reader);
                    length = 0;
                } else {
                    if (length < LONGEST_LINE) {
                        line[length] = step[i];
                    }
                    length = Math.min(length + 1, LONGEST_LINE + 1);
                }
            }
        }
        if (length > 0) {
            tell(line, length, reader);
        }
    }

    private static void tell(byte[] line, int length, Reader reader) {
        int kept = Math.min(length, LONGEST_LINE);
        int end = kept > 0 && line[kept - 1] == '\r' ? kept - 1 : kept;
        reader.line(new String(line, 0, end, StandardCharsets.ISO_8859_1), length <= LONGEST_LINE);
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return gzip;
    }

    /** Gathers what a log asks for. */
    static void gather(InputStream raw, Workload workload) throws IOException {
        read(raw, new Gathering(workload));
    }

    /** Takes the format of a log from its first line. */
    private static final class Gathering implements Reader {
        private final Workload workload;
        private Optional<LogFormat> format = Optional.empty();

        Gathering(Workload workload) {
            this.workload = workload;
        }

        @Override
        public void line(String line, boolean whole) {
            if (line.isBlank()) {
                return;
            }
            LogFormat known = format.orElseGet(() -> LogFormat.of(line));
            format = Optional.of(known);
            Optional<Logged> logged = whole ? known.read(line) : Optional.empty();
            if (logged.isPresent()) {
                workload.add(logged.get());
            } else if (!known.remark(line)) {
                workload.unread();
            }
        }
    }
}
