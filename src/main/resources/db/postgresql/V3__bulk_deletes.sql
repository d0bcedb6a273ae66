-- Deletes of all images below a prefix, which go on after a restart. Times are microseconds since 1970.
CREATE TABLE bulk_delete (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    prefix   TEXT   NOT NULL,
    until    BIGINT NOT NULL,
    total    BIGINT NOT NULL,
    deleted  BIGINT NOT NULL,
    failed   BIGINT NOT NULL,
    position TEXT   NOT NULL,
    problem  TEXT   NOT NULL,
    started  BIGINT NOT NULL,
    finished BIGINT,
    owner    TEXT   NOT NULL,
    lease    BIGINT NOT NULL
);
