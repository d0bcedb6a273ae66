-- Times are microseconds since 1970.

-- Only SHA-256 hashes of API keys are kept.
CREATE TABLE api_key (
    id        TEXT    NOT NULL PRIMARY KEY,
    name      TEXT    NOT NULL,
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    scopes    TEXT    NOT NULL,
    prefix    TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    expires   INTEGER,
    revoked   INTEGER,
    last_used INTEGER
) WITHOUT ROWID;

-- Secrets that sign upload tokens; every node needs them.
CREATE TABLE signing_key (
    id     TEXT    NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    made   INTEGER NOT NULL
) WITHOUT ROWID;

-- Uploads made with tokens that are good for a limited number.
CREATE TABLE token_count (
    token   TEXT    NOT NULL PRIMARY KEY,
    taken   INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX token_count_expires ON token_count (expires);
