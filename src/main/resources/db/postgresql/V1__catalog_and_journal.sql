-- Times are microseconds since 1970. Keys compare by their UTF-8 bytes (COLLATE "C" in a UTF8 database).

CREATE TABLE image (
    key       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    folded    TEXT COLLATE "C" NOT NULL,
    store     TEXT    NOT NULL,
    locator   TEXT    NOT NULL,
    validator TEXT    NOT NULL,
    digest    BYTEA   NOT NULL CHECK (length(digest) = 32),
    size      BIGINT  NOT NULL CHECK (size >= 0),
    format    TEXT    NOT NULL,
    width     INTEGER,
    height    INTEGER,
    frames    INTEGER,
    modified  BIGINT  NOT NULL,
    created   BIGINT  NOT NULL,
    version   BIGINT  NOT NULL
);

CREATE INDEX image_folded ON image (folded, key);

-- Deleted keys lie apart, so that a listing never walks over them.
CREATE TABLE tombstone (
    key     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    deleted BIGINT NOT NULL
);

CREATE TABLE journal (
    sequence BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     TEXT    NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    digest   BYTEA,
    previous BYTEA,
    size     BIGINT  NOT NULL,
    happened BIGINT  NOT NULL,
    cause    TEXT    NOT NULL,
    node     TEXT    NOT NULL
);

-- The greatest number that was trimmed.
CREATE TABLE journal_trimmed (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence BIGINT  NOT NULL
);

INSERT INTO journal_trimmed (id, sequence) VALUES (1, 0);

CREATE TABLE follower (
    name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sequence BIGINT  NOT NULL,
    moved    BIGINT  NOT NULL
);

CREATE TABLE usage_count (
    prefix TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    images BIGINT  NOT NULL,
    bytes  BIGINT  NOT NULL
);

INSERT INTO usage_count (prefix, images, bytes) VALUES ('', 0, 0);

-- Batches that a webhook's receiver did not take.
CREATE TABLE dead_letter (
    id       BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follower TEXT    NOT NULL,
    delivery TEXT    NOT NULL UNIQUE,
    body     TEXT    NOT NULL,
    changes  INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    failed   BIGINT  NOT NULL
);
