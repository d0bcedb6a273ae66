package dev.imago.http.api.images;

import dev.imago.delivery.Previews;
import dev.imago.delivery.Renditions;
import dev.imago.delivery.Stores;
import dev.imago.http.api.Access;
import dev.imago.http.api.Api;
import dev.imago.http.api.Call;
import dev.imago.http.api.FakeCall;
import dev.imago.http.api.Headers;
import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.PercentEncoding;
import dev.imago.store.Store;
import dev.imago.transform.FairQueue;
import dev.imago.upload.Grant;
import dev.imago.upload.Ground;
import dev.imago.upload.fetch.AllowedNetwork;
import dev.imago.upload.fetch.AnyPort;
import dev.imago.upload.fetch.FetchSettings;
import dev.imago.upload.fetch.Fetcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The endpoints of images on a real folder and a real database, without a listener. */
abstract class ImageEndpointsGround {
    @TempDir
    Path root;

    Ground ground;
    final Api api = new Api();

    @BeforeEach
    void open() {
        ground = new Ground(root);
        Fetcher fetcher = new Fetcher(new FetchSettings(
                true, List.of(AllowedNetwork.parse("127.0.0.0/8")), AnyPort.ALL, Duration.ofSeconds(5), 4));
        new ImageEndpoints(
                        ground.uploads,
                        ground.bulkDeletes,
                        fetcher,
                        (_, _, _) -> Optional.empty(),
                        ground.catalog,
                        ground.journal,
                        new Open(),
                        (_, key) -> "/" + PercentEncoding.encodePath(key.value()),
                        new Previews(stores(), renditions(), Thread::startVirtualThread),
                        () -> Ground.NOW)
                .addTo(api);
    }

    private Stores stores() {
        return new Stores() {
            @Override
            public Optional<Store> named(String name) {
                return Optional.of(ground.store);
            }

            @Override
            public Collection<Store> all() {
                return List.of(ground.store);
            }
        };
    }

    /** None are to be had. */
    private static Renditions renditions() {
        return new Renditions(
                Optional.empty(),
                new FairQueue(1, 1, 1),
                (_, _, _) -> {
                    throw new Fault(Fault.Kind.UNAVAILABLE, "No worker.");
                },
                Duration.ZERO,
                () -> {},
                "",
                false);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    /** Everything is allowed, but not below {@code secret/}, and no form where the query has {@code as}. */
    private static final class Open implements Access {
        @Override
        public void requireSomeUpload(Call call) {
            if (call.query().first("as").isPresent()) {
                throw new Fault(Fault.Kind.FORBIDDEN, "No.");
            }
        }

        @Override
        public void require(Call call, Right right, String prefix) {
            if (prefix.startsWith("secret/")) {
                throw new Fault(Fault.Kind.FORBIDDEN, "No.");
            }
        }

        @Override
        public Grant requireUpload(Call call, ImageKey key) {
            require(call, Right.WRITE, key);
            return Grant.UNLIMITED;
        }
    }

    Reply put(String target, byte[] bytes, Headers headers) throws Exception {
        return send(FakeCall.of("PUT", target).with(bytes).with(headers));
    }

    Reply post(String target, byte[] bytes, String type) throws Exception {
        return send(FakeCall.of("POST", target).with(bytes).with(Headers.of("Content-Type", type)));
    }

    Reply send(String method, String target) throws Exception {
        return send(FakeCall.of(method, target));
    }

    Reply send(FakeCall call) throws Exception {
        Api.Match match = api.find(call.method(), call.path());
        return match.endpoint().handle(call.with(match.parameters()));
    }

    static JsonNode json(Reply reply) {
        return Json.mapper().readTree(Json.bytes(((Reply.Value) reply.body()).value()));
    }
}
