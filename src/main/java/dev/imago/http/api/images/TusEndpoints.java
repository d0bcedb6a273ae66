package dev.imago.http.api.images;

import dev.imago.http.api.Access;
import dev.imago.http.api.Api;
import dev.imago.http.api.Call;
import dev.imago.http.api.Endpoint;
import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.upload.Uploads;
import dev.imago.upload.tus.Checksum;
import dev.imago.upload.tus.TusInfo;
import dev.imago.upload.tus.TusUploads;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /v1/tus}: resumable uploads, tus 1.0.0 with the extensions creation, creation-with-upload, termination, checksum and
 * expiration. {@code Upload-Metadata} names the image: {@code key}, or {@code filename} (or {@code name}) with {@code prefix} before it; without
 * a prefix that of the caller. {@code If-Match} and {@code If-None-Match} of the creation hold at the beginning, and again when the last byte is there.
 *
 * <p>The answer to the request with the last byte is that of an upload: 204 with {@code Imago-Key} (percent-encoded), {@code
 * Imago-Location} (the image's URL) and {@code ETag} (of the image); or the refusal of its bytes, and the upload is gone. HEAD
 * tells the same again until the upload expires.
 */
public final class TusEndpoints {
    private static final String VERSION = "1.0.0";
    private static final String EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration";

    private final TusUploads tus;
    private final TusCreation creation;
    private final TusAppend append;
    private final TusView view;

    public TusEndpoints(TusUploads tus, Uploads uploads, Access access, PublicUrls urls, InstantSource clock) {
        this.tus = tus;
        this.view = new TusView(urls);
        this.append = new TusAppend(tus, uploads, view);
        this.creation = new TusCreation(tus, uploads, access, append, view, clock);
    }

    public void addTo(Api api) {
        Map<String, Endpoint> methods = Map.of("HEAD", this::head, "PATCH", append::patch, "DELETE", this::delete);
        api.add("OPTIONS", "/v1/tus", this::options);
        api.add("OPTIONS", "/v1/tus/{id}", this::options);
        api.add("POST", "/v1/tus", tus(creation::create));
        methods.forEach((method, endpoint) -> api.add(method, "/v1/tus/{id}", tus(endpoint)));
        api.add("POST", "/v1/tus/{id}", tus(call -> overridden(call, methods)));
    }

    private Reply options(Call call) {
        return Reply.noContent()
                .with("Tus-Resumable", VERSION)
                .with("Tus-Version", VERSION)
                .with("Tus-Extension", EXTENSIONS)
                .with("Tus-Max-Size", Long.toString(tus.settings().maxBytes().bytes()))
                .with("Tus-Checksum-Algorithm", Checksum.ALGORITHMS);
    }

    private Reply head(Call call) throws IOException {
        TusInfo info = tus.find(call.parameter("id"));
        TusAppend.requireWrite(call, info);
        if (info.complete() && info.result().isEmpty()) {
            // All bytes came, and then something was in the way. A client that reads the full offset would never come
            // back.
            Optional<Digest> digest = tus.exclusively(info.id(), upload -> append.finish(call, upload, true));
            if (digest.isEmpty()) {
                return TusView.locked(call);
            }
            info = tus.find(info.id());
        }
        return view.of(call, Reply.of(200), info).with("Cache-Control", "no-store");
    }

    private Reply delete(Call call) throws IOException {
        TusInfo info = tus.find(call.parameter("id"));
        TusAppend.requireWrite(call, info);
        Optional<Boolean> removed = tus.exclusively(info.id(), upload -> {
            upload.remove();
            return true;
        });
        return removed.isPresent() ? Reply.noContent() : TusView.locked(call);
    }

    /** For clients and proxies that know POST only. */
    private static Reply overridden(Call call, Map<String, Endpoint> methods) throws Exception {
        String method =
                call.headers().first("X-HTTP-Method-Override").orElse("").toUpperCase(Locale.ROOT);
        Endpoint endpoint = methods.get(method);
        if (endpoint == null) {
            throw new Fault(
                    Fault.Kind.INVALID, "POST to an upload needs X-HTTP-Method-Override with PATCH, DELETE or HEAD.");
        }
        return endpoint.handle(call);
    }

    /** Demands the version, and says it in every answer. */
    private static Endpoint tus(Endpoint endpoint) {
        return call -> {
            try {
                if (!call.headers().first("Tus-Resumable").equals(Optional.of(VERSION))) {
                    throw new Fault(
                            Fault.Kind.PRECONDITION_FAILED, "This takes the header Tus-Resumable: " + VERSION + ".");
                }
                return endpoint.handle(call).replacing("Tus-Resumable", VERSION);
            } catch (Reply.ClientGone gone) {
                throw gone;
            } catch (Exception failure) {
                return Problems.of(failure, call.requestId())
                        .with("Tus-Resumable", VERSION)
                        .with("Tus-Version", VERSION);
            }
        };
    }
}
