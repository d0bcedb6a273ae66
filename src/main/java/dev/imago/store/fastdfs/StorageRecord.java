package dev.imago.store.fastdfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records in which a tracker tells of the storages of a group. No field says which version they are of, but no two versions have
 * the same size. Those before 6.13 have a domain's name and no mode; reserved room is told since 6.13.1, and IPv6 needs wider
 * addresses.
 *
 * @param size of a record, in bytes
 * @param ip bytes of an address
 * @param domain bytes of a name, 0 where there is none
 * @param version bytes of the storage's version
 */
record StorageRecord(int size, int ip, int domain, int version, boolean mode, boolean reserved) {
    private static final int ID = 16;
    private static final int TIMES = 16;
    private static final long MB = 1 << 20;

    /** Counters at the end, which nobody here reads, and whether it is the trunk server. */
    private static final int COUNTERS = 348 + 1;

    private static final List<StorageRecord> ALL = List.of(
            new StorageRecord(487, 16, 0, 8, true, true),
            new StorageRecord(517, 46, 0, 8, true, true),
            new StorageRecord(479, 16, 0, 8, true, false),
            new StorageRecord(509, 46, 0, 8, true, false),
            new StorageRecord(612, 16, 128, 6, false, false),
            new StorageRecord(642, 46, 128, 6, false, false));

    /** Reads all records of an answer. */
    static List<StorageState> readAll(String group, Fields fields) throws IOException {
        int length = fields.remaining();
        List<StorageState> storages = new ArrayList<>();
        if (length > 0) {
            StorageRecord version = ofAnswer(length)
                    .orElseThrow(
                            () -> new IOException("records of storages of an unknown version: " + length + " bytes"));
            while (fields.remaining() > 0) {
                storages.add(version.read(group, fields));
            }
        }
        return storages;
    }

    /** A group has at most 32 storages, which no two sizes of records divide. */
    static Optional<StorageRecord> ofAnswer(int length) {
        Stream<StorageRecord> fitting = ALL.stream().filter(one -> length % one.size == 0 && length / one.size <= 32);
        return fitting.findFirst();
    }

    private StorageState read(String group, Fields fields) throws IOException {
        int status = fields.octet();
        int mode = mode() ? fields.octet() : 6;
        String id = fields.text(ID);
        String host = fields.text(ip);
        fields.skip(domain + ID + version + TIMES);
        long total = fields.number() * MB;
        long free = fields.number() * MB;
        long kept = reserved ? fields.number() * MB : 0;
        fields.skip(4 * Long.BYTES);
        int port = Math.toIntExact(Math.clamp(fields.number(), 0, 65_535));
        fields.skip(domain > 0 ? Long.BYTES : 0).skip(COUNTERS);
        return new StorageState(
                group,
                id,
                new Address(host, port),
                status,
                (mode & 4) != 0,
                (mode & 2) != 0,
                Math.max(0, total),
                Math.max(0, Math.min(total, free - kept)));
    }
}
