-- What scans and reports show that people should look at: one row a subject (a unit, a batch or a brand) and kind of sign, see Anomalies.
CREATE TABLE anomaly (
    subject_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    brand_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    batch_number BIGINT,
    gtin TEXT,
    serial TEXT,
    site TEXT,
    score DOUBLE PRECISION NOT NULL,
    scans BIGINT NOT NULL,
    reasons TEXT NOT NULL,
    status TEXT NOT NULL,
    note TEXT,
    assignee BIGINT,
    detected_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    dismissed_score DOUBLE PRECISION,
    PRIMARY KEY (subject_id, slot)
);

CREATE INDEX anomaly_by_brand ON anomaly (brand_id, detected_at, subject_id, slot);
CREATE INDEX anomaly_by_batch ON anomaly (brand_id, batch_number, slot, subject_id);

-- Codes whose every scan gets caution, since a person decided so of this anomaly. Few, read by batch into memory.
CREATE TABLE unit_block (
    batch_number BIGINT NOT NULL,
    item_index BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    brand_id BIGINT NOT NULL,
    text TEXT,
    PRIMARY KEY (batch_number, item_index, slot)
);

-- From which scores on a brand has its codes called copied or diverted. NULL: what the detector was measured with.
ALTER TABLE brand ADD COLUMN copied_threshold DOUBLE PRECISION;
ALTER TABLE brand ADD COLUMN caution_threshold DOUBLE PRECISION;

ALTER TABLE brand ADD COLUMN diverted_threshold DOUBLE PRECISION;
