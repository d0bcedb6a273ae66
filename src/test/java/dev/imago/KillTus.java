package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;

/** A client that uploads in pieces, and goes on after a kill from where the server says it is: no earlier than what it acknowledged. */
final class KillTus {
    private static final String VERSION = "1.0.0";

    private record Upload(String key, byte[] image, String location, int offset) {
        Upload at(int newOffset) {
            return new Upload(key, image, location, newOffset);
        }
    }

    private final KillTruth truth;
    private final KillImages images;
    private Optional<Upload> current = Optional.empty();
    private int resumed;

    KillTus(KillTruth truth, KillImages images) {
        this.truth = truth;
        this.images = images;
    }

    /** How many uploads went on after a kill. */
    int resumed() {
        return resumed;
    }

    /** The id of the upload that is not finished. */
    Optional<String> unfinished() {
        return current.map(
                upload -> upload.location().substring(upload.location().lastIndexOf('/') + 1));
    }

    void once(ServerProcess server, Random own) throws IOException, InterruptedException {
        current = current.isEmpty() ? create(server, own) : append(server, current.get(), own);
    }

    private Optional<Upload> create(ServerProcess server, Random own) throws IOException, InterruptedException {
        String key = "tus/" + own.nextInt(4) + ".png";
        byte[] image = images.image(own);
        String metadata = "key " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer = server.api(
                "POST",
                "/v1/tus",
                new byte[0],
                "Tus-Resumable",
                VERSION,
                "Upload-Length",
                Integer.toString(image.length),
                "Upload-Metadata",
                metadata);
        if (answer.statusCode() != 201) {
            truth.violation(key + ": " + LocalServer.text(answer));
            return Optional.empty();
        }
        return Optional.of(
                new Upload(key, image, answer.headers().firstValue("Location").orElseThrow(), 0));
    }

    private Optional<Upload> append(ServerProcess server, Upload upload, Random own)
            throws IOException, InterruptedException {
        int from = upload.offset();
        int to = Math.min(upload.image().length, from + 1 + own.nextInt(upload.image().length / 2));
        boolean last = to == upload.image().length;
        String digest = Digest.of(upload.image()).hex();
        if (last) {
            truth.begin(upload.key(), digest);
        }
        HttpResponse<byte[]> answer = server.api(
                "PATCH",
                upload.location(),
                Arrays.copyOfRange(upload.image(), from, to),
                "Tus-Resumable",
                VERSION,
                "Upload-Offset",
                Integer.toString(from),
                "Content-Type",
                "application/offset+octet-stream");
        if (answer.statusCode() != 204) {
            truth.violation(upload.key() + ": " + LocalServer.text(answer));
            return Optional.empty();
        }
        if (last) {
            truth.settle(upload.key(), digest);
            return Optional.empty();
        }
        return Optional.of(upload.at(to));
    }

    /** Asks after a restart how far it is. */
    void resume(ServerProcess server) throws IOException, InterruptedException {
        if (current.isEmpty()) {
            return;
        }
        Upload upload = current.get();
        HttpResponse<byte[]> answer = server.api("HEAD", upload.location(), new byte[0], "Tus-Resumable", VERSION);
        assertThat(answer.statusCode()).as("HEAD " + upload.location()).isEqualTo(200);
        int offset =
                Integer.parseInt(answer.headers().firstValue("Upload-Offset").orElseThrow());
        assertThat(offset).as("the offset after a kill").isGreaterThanOrEqualTo(upload.offset());
        resumed++;
        if (offset == upload.image().length) {
            truth.settle(upload.key(), Digest.of(upload.image()).hex());
            current = Optional.empty();
        } else {
            current = Optional.of(upload.at(offset));
        }
    }
}
