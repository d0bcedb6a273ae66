-- Further places of an image's bytes. One counts only while its digest is the image's and its validator is known; one that does
-- not is a place where bytes may lie that are to be removed. Rows outlive their image until the bytes are gone.
CREATE TABLE image_copy (
    key       TEXT COLLATE "C" NOT NULL,
    store     TEXT COLLATE "C" NOT NULL,
    locator   TEXT COLLATE "C" NOT NULL,
    validator TEXT    NOT NULL,
    digest    BYTEA  NOT NULL CHECK (length(digest) = 32),
    size      BIGINT NOT NULL,
    verified  BIGINT,
    PRIMARY KEY (key, store, locator)
);

-- Moves of images between stores, done or under way. Times are microseconds since 1970.
CREATE TABLE migration (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    prefix        TEXT    NOT NULL,
    source        TEXT    NOT NULL,
    target        TEXT    NOT NULL,
    phase         TEXT    NOT NULL,
    share         BIGINT NOT NULL,
    shared_prefix TEXT    NOT NULL,
    paused        BIGINT NOT NULL,
    verify        TEXT    NOT NULL,
    rate          BIGINT NOT NULL,
    concurrency   BIGINT NOT NULL,
    remove_after  BIGINT,
    started       BIGINT NOT NULL,
    changed       BIGINT NOT NULL,
    stage         TEXT    NOT NULL,
    position      TEXT    NOT NULL,
    journal       BIGINT NOT NULL,
    images        BIGINT NOT NULL,
    total         BIGINT NOT NULL,
    looked        BIGINT NOT NULL,
    copied        BIGINT NOT NULL,
    bytes         BIGINT NOT NULL,
    verified      BIGINT NOT NULL,
    mismatched    BIGINT NOT NULL,
    removed       BIGINT NOT NULL,
    problem       TEXT    NOT NULL
);

-- Images of a migration that could not be copied, and when each is tried again.
CREATE TABLE migration_error (
    migration TEXT COLLATE "C" NOT NULL,
    key       TEXT COLLATE "C" NOT NULL,
    problem   TEXT    NOT NULL,
    tries     BIGINT NOT NULL,
    next      BIGINT NOT NULL,
    PRIMARY KEY (migration, key)
);
