-- What scans and reports show that people should look at: one row a subject (a unit, a batch or a brand) and kind of sign, see Anomalies.
CREATE TABLE anomaly (
    subject_id INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    brand_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    batch_number INTEGER,
    gtin TEXT,
    serial TEXT,
    site TEXT,
    score REAL NOT NULL,
    scans INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    status TEXT NOT NULL,
    note TEXT,
    assignee INTEGER,
    detected_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER,
    dismissed_score REAL,
    PRIMARY KEY (subject_id, slot)
) STRICT;

CREATE INDEX anomaly_by_brand ON anomaly (brand_id, detected_at, subject_id, slot);
CREATE INDEX anomaly_by_batch ON anomaly (brand_id, batch_number, slot, subject_id);

-- Codes whose every scan gets caution, since a person decided so of this anomaly. Few, read by batch into memory.
CREATE TABLE unit_block (
    batch_number INTEGER NOT NULL,
    item_index INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    brand_id INTEGER NOT NULL,
    text TEXT,
    PRIMARY KEY (batch_number, item_index, slot)
) STRICT;

-- From which scores on a brand has its codes called copied or diverted. NULL: what the detector was measured with.
ALTER TABLE brand ADD COLUMN copied_threshold REAL;
ALTER TABLE brand ADD COLUMN caution_threshold REAL;

ALTER TABLE brand ADD COLUMN diverted_threshold REAL;
