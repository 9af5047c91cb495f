-- The transparency log. What is entered in it: salt and content are NULL once a record was erased, its place while it waits to be published.
CREATE TABLE log_record (
    brand_id INTEGER NOT NULL,
    record_id INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    type TEXT NOT NULL,
    leaf BLOB NOT NULL,
    salt BLOB,
    content BLOB,
    log_number INTEGER,
    leaf_index INTEGER,
    PRIMARY KEY (brand_id, record_id)
) STRICT;

CREATE INDEX log_record_waiting ON log_record (entered_at, record_id) WHERE leaf_index IS NULL;
CREATE INDEX log_record_by_time ON log_record (brand_id, entered_at, record_id);

-- Each log there ever was, with its key and the checkpoint it published last; records go into the one with the highest number.
CREATE TABLE transparency_log (
    log_number INTEGER NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    public_key BLOB NOT NULL,
    sealed_key BLOB NOT NULL,
    size INTEGER NOT NULL,
    note BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    published_at INTEGER NOT NULL
) STRICT;

-- The files of each log, as wide as they are now: narrower ones are how these begin. Level -1 holds entries.
CREATE TABLE log_tile (
    log_number INTEGER NOT NULL,
    level INTEGER NOT NULL,
    tile INTEGER NOT NULL,
    width INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (log_number, level, tile)
) STRICT;

-- What each witness cosigned last.
CREATE TABLE log_cosignature (
    log_number INTEGER NOT NULL,
    witness TEXT NOT NULL,
    size INTEGER NOT NULL,
    note BLOB NOT NULL,
    cosigned_at INTEGER NOT NULL,
    PRIMARY KEY (log_number, witness)
) STRICT;

-- The days, since 1970 in UTC, whose scans have their records.
CREATE TABLE log_scan_day (
    day INTEGER NOT NULL PRIMARY KEY,
    made_at INTEGER NOT NULL
) STRICT;
