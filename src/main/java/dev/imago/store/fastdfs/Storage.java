package dev.imago.store.fastdfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** One storage: what it can be asked, and whether it has answered lately. Thread-safe. */
final class Storage implements AutoCloseable {
    private static final int EXTENSION = 6;

    /** Lets the storage choose among its disks. */
    private static final int ANY_PATH = 0xFF;

    private static final int REPLACE_ALL = 'O';
    private static final String BETWEEN_FIELDS = "\u0002";
    private static final String BETWEEN_RECORDS = "\u0001";
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final ConnectionPool connections;
    private volatile long restsUntil = System.nanoTime();
    private volatile Duration nextRest = FIRST_REST;

    Storage(ConnectionPool connections) {
        this.connections = connections;
    }

    /** What a storage says of a file. */
    record Info(long size, Instant modified, long crc32) {}

    /** Whether it has failed a moment ago, so that others are asked first. */
    boolean rests() {
        return restsUntil - System.nanoTime() > 0;
    }

    private <T> T ask(long bytes, Connection.Exchange<T> exchange) throws IOException {
        try {
            T answer = connections.exchange(bytes, exchange);
            nextRest = FIRST_REST;
            restsUntil = System.nanoTime();
            return answer;
        } catch (Refusal refusal) {
            nextRest = FIRST_REST;
            throw refusal;
        } catch (IOException e) {
            Duration rest = nextRest;
            restsUntil = System.nanoTime() + rest.toNanos();
            nextRest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
            throw e;
        }
    }

    /** What it has under this name, as it lies on its disk. */
    Info info(FileId file) throws IOException {
        return ask(0, connection -> {
            connection.send(new Message(Command.FILE_INFO).file(file));
            Fields fields = connection.fields();
            return new Info(fields.number(), Instant.ofEpochSecond(fields.number()), fields.number());
        });
    }

    /**
     * Reads a part of a file into the buffer, which is full afterwards.
     *
     * @throws IOException also when the file ends before; the buffer's position is as before then
     */
    void download(FileId file, long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        int wanted = target.remaining();
        boolean whole = false;
        try {
            ask(wanted, connection -> {
                connection.send(new Message(Command.DOWNLOAD)
                        .number(offset)
                        .number(wanted)
                        .file(file));
                long length = connection.answer();
                if (length != wanted) {
                    throw new IOException(
                            this + " has " + length + " bytes of " + wanted + " from " + offset + " of " + file);
                }
                connection.fill(target);
                return length;
            });
            whole = true;
        } finally {
            if (!whole) {
                target.position(start);
            }
        }
    }

    /**
     * Sends a whole file.
     *
     * @param extension without its dot, at most six characters
     * @param sent runs when the last byte is on its way: if this fails later, the file may be there, under a name that nobody knows
     */
    FileId upload(FileChannel file, long size, String extension, Runnable sent) throws IOException {
        return ask(size, connection -> {
            connection.send(
                    new Message(Command.UPLOAD).octet(ANY_PATH).number(size).padded(extension, EXTENSION), file, size);
            sent.run();
            Fields fields = connection.fields();
            String id = fields.text(Message.GROUP) + "/" + fields.text(fields.remaining());
            return FileId.parse(id).orElseThrow(() -> new IOException("not a name of FastDFS: " + id));
        });
    }

    void delete(FileId file) throws IOException {
        ask(0, connection -> {
            connection.send(new Message(Command.DELETE).file(file));
            return connection.answer();
        });
    }

    /** Replaces what was noted beside a file. */
    void note(FileId file, Map<String, String> metadata) throws IOException {
        byte[] records = metadata.entrySet().stream()
                .map(entry -> entry.getKey() + BETWEEN_FIELDS + entry.getValue())
                .collect(Collectors.joining(BETWEEN_RECORDS))
                .getBytes(StandardCharsets.UTF_8);
        ask(0, connection -> {
            connection.send(
                    new Message(Command.SET_METADATA)
                            .number(file.name().length())
                            .number(records.length)
                            .octet(REPLACE_ALL)
                            .file(file),
                    ByteBuffer.wrap(records));
            return connection.answer();
        });
    }

    /** What was noted beside a file. */
    Map<String, String> notes(FileId file) throws IOException {
        return ask(0, connection -> {
            connection.send(new Message(Command.GET_METADATA).file(file));
            Fields fields = connection.fields();
            return Arrays.stream(fields.text(fields.remaining()).split(BETWEEN_RECORDS))
                    .map(record -> record.split(BETWEEN_FIELDS, 2))
                    .filter(record -> record.length == 2)
                    .collect(Collectors.toMap(record -> record[0], record -> record[1]));
        });
    }

    @Override
    public String toString() {
        return connections.address().toString();
    }

    @Override
    public void close() {
        connections.close();
    }
}
