-- Times are microseconds since 1970. Keys compare by their UTF-8 bytes (BINARY).

CREATE TABLE image (
    key       TEXT    NOT NULL PRIMARY KEY,
    folded    TEXT    NOT NULL,
    store     TEXT    NOT NULL,
    locator   TEXT    NOT NULL,
    validator TEXT    NOT NULL,
    digest    BLOB    NOT NULL CHECK (length(digest) = 32),
    size      INTEGER NOT NULL CHECK (size >= 0),
    format    TEXT    NOT NULL,
    width     INTEGER,
    height    INTEGER,
    frames    INTEGER,
    modified  INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    version   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX image_folded ON image (folded, key);

-- Deleted keys lie apart, so that a listing never walks over them.
CREATE TABLE tombstone (
    key     TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    deleted INTEGER NOT NULL
) WITHOUT ROWID;

-- AUTOINCREMENT: a number is never given twice, whatever was trimmed.
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    digest   BLOB,
    previous BLOB,
    size     INTEGER NOT NULL,
    happened INTEGER NOT NULL,
    cause    TEXT    NOT NULL,
    node     TEXT    NOT NULL
);

-- The greatest number that was trimmed.
CREATE TABLE journal_trimmed (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL
);

INSERT INTO journal_trimmed (id, sequence) VALUES (1, 0);

CREATE TABLE follower (
    name     TEXT    NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL,
    moved    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE usage_count (
    prefix TEXT    NOT NULL PRIMARY KEY,
    images INTEGER NOT NULL,
    bytes  INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO usage_count (prefix, images, bytes) VALUES ('', 0, 0);

-- Batches that a webhook's receiver did not take.
CREATE TABLE dead_letter (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    follower TEXT    NOT NULL,
    delivery TEXT    NOT NULL UNIQUE,
    body     TEXT    NOT NULL,
    changes  INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    failed   INTEGER NOT NULL
);
