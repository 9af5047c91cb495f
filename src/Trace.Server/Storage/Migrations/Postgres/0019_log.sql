-- The transparency log. What is entered in it: salt and content are NULL once a record was erased, its place while it waits to be published.
CREATE TABLE log_record (
    brand_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    entered_at BIGINT NOT NULL,
    type TEXT NOT NULL,
    leaf BYTEA NOT NULL,
    salt BYTEA,
    content BYTEA,
    log_number BIGINT,
    leaf_index BIGINT,
    PRIMARY KEY (brand_id, record_id)
);

CREATE INDEX log_record_waiting ON log_record (entered_at, record_id) WHERE leaf_index IS NULL;
CREATE INDEX log_record_by_time ON log_record (brand_id, entered_at, record_id);

-- Each log there ever was, with its key and the checkpoint it published last; records go into the one with the highest number.
CREATE TABLE transparency_log (
    log_number BIGINT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    sealed_key BYTEA NOT NULL,
    size BIGINT NOT NULL,
    note BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    published_at BIGINT NOT NULL
);

-- The files of each log, as wide as they are now: narrower ones are how these begin. Level -1 holds entries.
CREATE TABLE log_tile (
    log_number BIGINT NOT NULL,
    level BIGINT NOT NULL,
    tile BIGINT NOT NULL,
    width BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (log_number, level, tile)
);

-- What each witness cosigned last.
CREATE TABLE log_cosignature (
    log_number BIGINT NOT NULL,
    witness TEXT NOT NULL,
    size BIGINT NOT NULL,
    note BYTEA NOT NULL,
    cosigned_at BIGINT NOT NULL,
    PRIMARY KEY (log_number, witness)
);

-- The days, since 1970 in UTC, whose scans have their records.
CREATE TABLE log_scan_day (
    day BIGINT NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL
);
