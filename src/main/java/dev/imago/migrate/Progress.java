package dev.imago.migrate;

/**
 * How far the runner is; it is written down after each page, so that the next leader goes on there.
 *
 * @param position the last key of the stage that was gone over; empty at its beginning
 * @param journal the last change that was followed
 * @param images that there were at the start
 * @param total bytes that they had
 * @param looked images of the stage that were gone over
 * @param copied images that were copied, also those that were copied again
 * @param bytes that they had
 * @param verified copies that were read and had the right digest
 * @param mismatched copies that had not, and were made again
 * @param removed copies that were removed from the side that was given up
 * @param problem what it waits for; empty if all is well
 */
public record Progress(
        Stage stage,
        String position,
        long journal,
        long images,
        long total,
        long looked,
        long copied,
        long bytes,
        long verified,
        long mismatched,
        long removed,
        String problem) {
    static Progress begin(Stage stage, long journal, long images, long total) {
        return new Progress(stage, "", journal, images, total, 0, 0, 0, 0, 0, 0, "");
    }

    Progress at(Stage next) {
        return new Progress(next, "", journal, images, total, 0, copied, bytes, verified, mismatched, removed, problem);
    }

    Progress followed(long to) {
        return new Progress(
                stage, position, to, images, total, looked, copied, bytes, verified, mismatched, removed, problem);
    }

    Progress behind(String key, int more) {
        return new Progress(
                stage,
                key,
                journal,
                images,
                total,
                looked + more,
                copied,
                bytes,
                verified,
                mismatched,
                removed,
                problem);
    }

    Progress with(String trouble) {
        return new Progress(
                stage, position, journal, images, total, looked, copied, bytes, verified, mismatched, removed, trouble);
    }
}
