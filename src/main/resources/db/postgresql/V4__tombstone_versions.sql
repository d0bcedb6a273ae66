-- Trimming the journal removes tombstones by version.
CREATE INDEX tombstone_version ON tombstone (version);
