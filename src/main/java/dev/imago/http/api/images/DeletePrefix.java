package dev.imago.http.api.images;

import dev.imago.catalog.Catalog;
import dev.imago.http.api.Access;
import dev.imago.http.api.Access.Right;
import dev.imago.http.api.Call;
import dev.imago.http.api.Json;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.KeyPrefix;
import dev.imago.upload.BulkDelete;
import dev.imago.upload.BulkDeletes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code DELETE /v1/images?prefix=&confirm=} and its progress at {@code /v1/jobs/{id}}. Without {@code confirm}, or with another
 * number than that of the images, the answer is 409 with the number to confirm; nothing is deleted then.
 */
final class DeletePrefix {
    private static final int MAX_JOBS = 100;

    private final BulkDeletes deletes;
    private final Access access;

    DeletePrefix(BulkDeletes deletes, Access access) {
        this.deletes = deletes;
        this.access = access;
    }

    /** What would be deleted, as a problem (RFC 9457) with members of its own. */
    record Unconfirmed(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String prefix,
            long images,
            long bytes,
            String confirm) {}

    /** The state of a job. */
    record Job(
            String id,
            String kind,
            String state,
            String prefix,
            long total,
            long deleted,
            long failed,
            Optional<String> problem,
            Instant started,
            Optional<Instant> finished) {
        static Job of(BulkDelete delete) {
            return new Job(
                    delete.id(),
                    "delete-prefix",
                    delete.finished().isEmpty() ? "running" : delete.failed() == 0 ? "done" : "failed",
                    delete.prefix(),
                    delete.total(),
                    delete.deleted(),
                    delete.failed(),
                    Optional.of(delete.problem()).filter(problem -> !problem.isEmpty()),
                    delete.started(),
                    delete.finished());
        }
    }

    /** The newest jobs. */
    record Jobs(List<Job> items) {}

    Reply delete(Call call) {
        KeyPrefix prefix = Parameters.prefix(call);
        if (prefix.isEmpty()) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "Name what to delete: /v1/images/{key}, or prefix= with at least one character.");
        }
        access.require(call, Right.DELETE, prefix);
        Catalog.Usage usage = deletes.preview(prefix.text());
        long confirmed = Parameters.number(call, "confirm", 0, Long.MAX_VALUE, -1);
        if (confirmed != usage.images()) {
            return unconfirmed(call, prefix, usage);
        }
        Job job = Job.of(deletes.order(prefix.text(), confirmed));
        return Reply.json(202, job).with("Location", "/v1/jobs/" + job.id());
    }

    private static Reply unconfirmed(Call call, KeyPrefix prefix, Catalog.Usage usage) {
        Unconfirmed problem = new Unconfirmed(
                "urn:imago:problem:confirmation-needed",
                Problems.title(409),
                409,
                "This deletes " + usage.images() + " images (" + usage.bytes() + " bytes) below " + prefix
                        + ". Repeat it with confirm=" + usage.images() + " to go ahead.",
                "urn:imago:request:" + call.requestId(),
                prefix.text(),
                usage.images(),
                usage.bytes(),
                Long.toString(usage.images()));
        return Reply.bytes(409, "application/problem+json", Json.bytes(problem)).with("Cache-Control", "no-store");
    }

    Reply job(Call call) {
        Optional<BulkDelete> job = deletes.find(call.parameter("id"));
        access.require(call, Right.DELETE, job.map(BulkDelete::prefix).orElse(""));
        return job.map(found -> Reply.json(Job.of(found)).with("Cache-Control", "no-store"))
                .orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no such job; jobs are kept for 30 days."));
    }

    Reply jobs(Call call) {
        access.require(call, Right.DELETE, "");
        return Reply.json(
                        new Jobs(deletes.newest(MAX_JOBS).stream().map(Job::of).toList()))
                .with("Cache-Control", "no-store");
    }
}
