-- Further places of an image's bytes. One counts only while its digest is the image's and its validator is known; one that does
-- not is a place where bytes may lie that are to be removed. Rows outlive their image until the bytes are gone.
CREATE TABLE image_copy (
    key       TEXT    NOT NULL,
    store     TEXT    NOT NULL,
    locator   TEXT    NOT NULL,
    validator TEXT    NOT NULL,
    digest    BLOB    NOT NULL CHECK (length(digest) = 32),
    size      INTEGER NOT NULL,
    verified  INTEGER,
    PRIMARY KEY (key, store, locator)
) WITHOUT ROWID;

-- Moves of images between stores, done or under way. Times are microseconds since 1970.
CREATE TABLE migration (
    id            TEXT    NOT NULL PRIMARY KEY,
    prefix        TEXT    NOT NULL,
    source        TEXT    NOT NULL,
    target        TEXT    NOT NULL,
    phase         TEXT    NOT NULL,
    share         INTEGER NOT NULL,
    shared_prefix TEXT    NOT NULL,
    paused        INTEGER NOT NULL,
    verify        TEXT    NOT NULL,
    rate          INTEGER NOT NULL,
    concurrency   INTEGER NOT NULL,
    remove_after  INTEGER,
    started       INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    stage         TEXT    NOT NULL,
    position      TEXT    NOT NULL,
    journal       INTEGER NOT NULL,
    images        INTEGER NOT NULL,
    total         INTEGER NOT NULL,
    looked        INTEGER NOT NULL,
    copied        INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    verified      INTEGER NOT NULL,
    mismatched    INTEGER NOT NULL,
    removed       INTEGER NOT NULL,
    problem       TEXT    NOT NULL
) WITHOUT ROWID;

-- Images of a migration that could not be copied, and when each is tried again.
CREATE TABLE migration_error (
    migration TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    problem   TEXT    NOT NULL,
    tries     INTEGER NOT NULL,
    next      INTEGER NOT NULL,
    PRIMARY KEY (migration, key)
) WITHOUT ROWID;
