package dev.imago;

import dev.imago.image.Digest;
import dev.imago.store.fastdfs.FastDfsServers;
import dev.imago.store.s3.CephCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A folder, a bucket of a real Ceph, and FastDFS where it runs: the stations of a tour, and what of them can be killed. */
final class TourEngines implements AutoCloseable {
    static final String FOLDER = "old";
    static final String BUCKET = "bucket";
    static final String FASTDFS = "files";

    private final CephCluster ceph = CephCluster.shared();
    private final String bucket = ceph.bucket();
    private final Optional<FastDfsServers> fastDfs = FastDfsServers.ifInstalled();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private Optional<Future<?>> repair = Optional.empty();

    /** Where images go, one after the other. */
    List<String> stations() {
        return fastDfs.isPresent() ? List.of(FOLDER, BUCKET, FASTDFS, FOLDER) : List.of(FOLDER, BUCKET, FOLDER);
    }

    /** The stores of a configuration. */
    String stores(Path folder) {
        String stores =
                """
                stores:
                  %s: {type: folder, path: %s}
                  %s: {type: s3, endpoint: "%s", bucket: %s, access-key: %s, secret-key: %s}
                """.formatted(FOLDER, folder, BUCKET, ceph.endpoint(), bucket, ceph.accessKey(), ceph.secretKey());
        return stores
                + fastDfs.map(servers -> "  %s: {type: fastdfs, trackers: ['%s'], groups: [group1]}\n"
                                .formatted(FASTDFS, servers.tracker()))
                        .orElse("");
    }

    /** Kills an OSD, or a storage that FastDFS may lose, of one of these stations; returns what it was. */
    String kill(List<String> stations, Random random) throws Exception {
        awaitRepair();
        List<String> parts = new ArrayList<>();
        if (stations.contains(BUCKET)) {
            parts.addAll(List.of("osd.0", "osd.1", "osd.2"));
        }
        if (stations.contains(FASTDFS)) {
            parts.addAll(List.of("a", "b"));
        }
        String part = parts.get(random.nextInt(parts.size()));
        if (part.startsWith("osd")) {
            ceph.kill(part);
        } else {
            fastDfs.orElseThrow().kill(part);
        }
        return part;
    }

    /** Starts what was killed, while others go on. */
    void repair(String part) {
        repair = Optional.of(background.submit((Callable<Boolean>) () -> {
            if (part.startsWith("osd")) {
                ceph.launch(part);
            } else {
                fastDfs.orElseThrow().makeWhole();
            }
            return true;
        }));
    }

    void awaitRepair() throws Exception {
        if (repair.isPresent()) {
            repair.get().get();
        }
    }

    /** Keys and digests of what lies in the bucket. */
    Map<String, String> inBucket() {
        Map<String, String> objects = new TreeMap<>();
        for (S3Object object :
                ceph.client().listObjectsV2(request -> request.bucket(bucket)).contents()) {
            byte[] bytes = ceph.client()
                    .getObjectAsBytes(request -> request.bucket(bucket).key(object.key()))
                    .asByteArrayUnsafe();
            objects.put(object.key(), Digest.of(bytes).hex());
        }
        return objects;
    }

    /** What was killed runs again: others use the clusters, too. */
    @Override
    public void close() throws Exception {
        try {
            awaitRepair();
        } finally {
            background.shutdownNow();
            for (String osd : List.of("osd.0", "osd.1", "osd.2")) {
                ceph.launch(osd);
            }
            if (fastDfs.isPresent()) {
                fastDfs.get().makeWhole();
            }
        }
    }
}
