package dev.imago.http;

import dev.imago.auth.AdminKey;
import dev.imago.auth.Auth;
import dev.imago.auth.AuthSettings;
import dev.imago.auth.ManualClock;
import dev.imago.auth.MemoryKeyStore;
import dev.imago.auth.MemoryTokenStore;
import dev.imago.http.api.Api;
import dev.imago.http.api.Authentication;
import dev.imago.http.api.Callers;
import dev.imago.http.api.TokenEndpoints;
import dev.imago.http.api.images.TusEndpoints;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import dev.imago.upload.Ground;
import dev.imago.upload.Quotas;
import dev.imago.upload.SpoolDirectory;
import dev.imago.upload.UploadPolicies;
import dev.imago.upload.UploadPolicy;
import dev.imago.upload.Uploads;
import dev.imago.upload.tus.TusSettings;
import dev.imago.upload.tus.TusUploads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server for resumable uploads into a real folder. */
final class TusGround implements AutoCloseable {
    static final String KEY = "a-key-of-the-environment";

    final Path root;
    final Ground ground;
    final ManualClock clock = new ManualClock();
    final Auth auth;
    private volatile Optional<Fault.Kind> refusal = Optional.empty();
    private TusUploads tus;
    private Serving serving;

    TusGround(Path root) throws IOException {
        this.root = root;
        this.ground = new Ground(root);
        ground.maxPixels = 100_000_000;
        this.auth = new Auth(
                AuthSettings.defaults(),
                new MemoryKeyStore(),
                new MemoryTokenStore(),
                Optional.of(new AdminKey(KEY)),
                clock);
        open();
    }

    /** Ends the server and starts another on the same files. */
    void restart() throws IOException {
        serving.close();
        tus.close();
        open();
    }

    private void open() throws IOException {
        tus = new TusUploads(root.resolve("tus"), TusSettings.defaults(), clock);
        Api api = new Api();
        Uploads uploads = new Uploads(
                ground.catalog,
                new UploadPolicies() {
                    @Override
                    public UploadPolicy policyFor(ImageKey key) {
                        refusal.ifPresent(kind -> {
                            throw new Fault(kind, "The store does not answer.");
                        });
                        return ground.policyFor(key);
                    }

                    @Override
                    public Optional<Store> store(String name) {
                        return ground.store(name);
                    }
                },
                new Quotas(ground.catalog, List.of()),
                ground.lookout(),
                new SpoolDirectory(root.resolve("spool")),
                clock);
        new TusEndpoints(tus, uploads, new Callers(auth.tokens()), (_, key) -> "/" + key, clock).addTo(api);
        new TokenEndpoints(auth.tokens()).addTo(api);
        api.around(new Authentication(auth.authenticator()));
        serving = new Serving(Serving.anywhere(), api);
    }

    /** From now on no upload can be finished, or it can again. */
    void storeDown(boolean changed) {
        refusal = Optional.of(Fault.Kind.UNAVAILABLE).filter(_ -> changed);
    }

    /** As a folder that was mounted read-only. */
    void storeForbidden(boolean changed) {
        refusal = Optional.of(Fault.Kind.FORBIDDEN).filter(_ -> changed);
    }

    Serving serving() {
        return serving;
    }

    String endpoint() {
        return serving.server.apiUrl() + "/v1/tus";
    }

    /** The names of the files of uploads. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("tus"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    byte[] stored(String key) throws IOException {
        return Files.readAllBytes(ground.folder.resolve(key));
    }

    static byte[] photograph() throws IOException {
        try (InputStream in = TusGround.class.getResourceAsStream("/dev/imago/demo/dandelion.jpg")) {
            if (in == null) {
                throw new IOException("the photograph is missing");
            }
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        serving.close();
        tus.close();
        auth.close();
        ground.close();
    }
}
