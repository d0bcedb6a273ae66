package dev.imago.store.fastdfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The trackers of a cluster, which all know the same: who has answered last is asked first. Thread-safe. */
final class Trackers implements AutoCloseable {
    /** Bytes of a group's name in a list, with a zero at its end. */
    private static final int NAME = Message.GROUP + 1;

    private static final int[] GROUP_RECORDS = {113, 105};

    private final List<ConnectionPool> trackers;
    private final AtomicInteger first = new AtomicInteger();

    Trackers(ClusterSettings settings, Deadlines deadlines) {
        this.trackers = settings.trackers().stream()
                .map(address -> new ConnectionPool(address, settings, deadlines))
                .toList();
    }

    /** All storages of all groups. */
    List<StorageState> storages() throws IOException {
        IOException failure = new IOException("there is no tracker");
        for (int i = 0; i < trackers.size(); i++) {
            int turn = (first.get() + i) % trackers.size();
            try {
                List<StorageState> storages = trackers.get(turn).exchange(0, Trackers::ask);
                first.set(turn);
                return storages;
            } catch (IOException e) {
                e.addSuppressed(failure);
                failure = e;
            }
        }
        throw failure;
    }

    private static List<StorageState> ask(Connection tracker) throws IOException {
        tracker.send(new Message(Command.LIST_GROUPS));
        List<StorageState> storages = new ArrayList<>();
        for (String group : groups(tracker.fields())) {
            tracker.send(new Message(Command.LIST_STORAGES).padded(group, Message.GROUP));
            storages.addAll(StorageRecord.readAll(group, tracker.fields()));
        }
        return storages;
    }

    /** Of a group nothing but its name is of use: what it says of its room is wrong when a disk is full. */
    static List<String> groups(Fields fields) throws IOException {
        int length = fields.remaining();
        List<String> names = new ArrayList<>();
        if (length > 0) {
            int size = length % GROUP_RECORDS[0] == 0 ? GROUP_RECORDS[0] : GROUP_RECORDS[1];
            if (length % size != 0) {
                throw new IOException("records of groups of an unknown version: " + length + " bytes");
            }
            while (fields.remaining() > 0) {
                names.add(fields.text(NAME));
                fields.skip(size - NAME);
            }
        }
        return names;
    }

    @Override
    public void close() {
        trackers.forEach(ConnectionPool::close);
    }
}
