package dev.imago.cli;

import dev.imago.cli.client.MigrationInfo.Done;
import dev.imago.cli.terminal.Progress;

/**
 * How far a stage of a migration is. The server tells page by page what it has gone over, and each second what it has copied and
 * verified; the further of both is believed.
 *
 * @param images that were gone over
 * @param bytes that were copied; of copies that are read again the like part of all, as it is images that are counted there
 */
record StageProgress(Done now, long images, long bytes) {
    /** @param first what the server told when the stage began to be watched */
    static StageProgress between(Done first, Done now) {
        long done = switch (now.stage()) {
            case "backfill" -> now.copied() - first.copied();
            case "verify" -> now.verified() - first.verified();
            default -> 0;
        };
        long total = Math.max(now.images(), now.looked());
        long images = Math.max(now.looked(), Math.min(first.looked() + done, total));
        long bytes = now.stage().equals("verify") && total > 0
                ? (long) ((double) now.total() * images / total)
                : now.bytes();
        return new StageProgress(now, images, bytes);
    }

    Progress shown(double perSecond) {
        boolean readsBytes = now.stage().equals("backfill") || now.stage().equals("verify");
        return new Progress(
                unit(),
                images,
                Math.max(now.images(), images),
                bytes,
                readsBytes ? Math.max(now.total(), bytes) : 0,
                true,
                readsBytes ? perSecond : 0,
                now.failed());
    }

    private String unit() {
        return switch (now.stage()) {
            case "verify" -> "images verified";
            case "switch" -> "images switched";
            case "remove" -> "images removed";
            default -> "images";
        };
    }
}
