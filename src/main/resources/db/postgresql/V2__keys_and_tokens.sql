-- Times are microseconds since 1970.

-- Only SHA-256 hashes of API keys are kept.
CREATE TABLE api_key (
    id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name      TEXT    NOT NULL,
    hash      BYTEA NOT NULL CHECK (length(hash) = 32),
    scopes    TEXT    NOT NULL,
    prefix    TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    expires   BIGINT ,
    revoked   BIGINT ,
    last_used BIGINT 
);

-- Secrets that sign upload tokens; every node needs them.
CREATE TABLE signing_key (
    id     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL CHECK (length(secret) = 32),
    made   BIGINT  NOT NULL
);

-- Uploads made with tokens that are good for a limited number.
CREATE TABLE token_count (
    token   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    taken   INTEGER NOT NULL,
    expires BIGINT  NOT NULL
);

CREATE INDEX token_count_expires ON token_count (expires);
