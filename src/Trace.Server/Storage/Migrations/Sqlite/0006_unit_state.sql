-- Scans are appended in the order of their commits, each with the unit's scan before it: no index, so that a scan costs the same however many there are.
-- The rows of `unit` follow behind; `scan_position` says up to which scan they are all written.
CREATE TABLE scan_appended (
    sequence INTEGER NOT NULL PRIMARY KEY,
    previous INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    scanned_at INTEGER NOT NULL,
    scan_id INTEGER NOT NULL,
    brand_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    recheck INTEGER NOT NULL,
    device_scans INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    signature TEXT NOT NULL,
    source TEXT NOT NULL,
    device_hash BLOB,
    latitude REAL,
    longitude REAL,
    accuracy_meters REAL
) STRICT;

INSERT INTO scan_appended (
    sequence, previous, unit_id, scanned_at, scan_id, brand_id, ordinal, recheck, device_scans, verdict, signature, source,
    device_hash, latitude, longitude, accuracy_meters)
SELECT
    sequence,
    LAG(sequence, 1, 0) OVER (PARTITION BY unit_id ORDER BY sequence),
    unit_id,
    scanned_at,
    scan_id,
    brand_id,
    ordinal,
    recheck,
    device_scans,
    verdict,
    signature,
    source,
    device_hash,
    latitude,
    longitude,
    accuracy_meters
FROM (
    SELECT
        ROW_NUMBER() OVER (ORDER BY scanned_at, unit_id, device_scans, scan_id) AS sequence,
        unit_id,
        scanned_at,
        scan_id,
        brand_id,
        ordinal,
        recheck,
        device_scans,
        verdict,
        signature,
        source,
        device_hash,
        latitude,
        longitude,
        accuracy_meters
    FROM scan)
ORDER BY sequence;

DROP TABLE scan;

ALTER TABLE scan_appended RENAME TO scan;

-- NULL: made again from the scans when the unit is scanned next.
ALTER TABLE unit ADD COLUMN state BLOB;

ALTER TABLE unit ADD COLUMN last_sequence INTEGER NOT NULL DEFAULT 0;

UPDATE unit
SET last_sequence = newest.sequence
FROM (SELECT unit_id, MAX(sequence) AS sequence FROM scan GROUP BY unit_id) AS newest
WHERE newest.unit_id = unit.unit_id;

CREATE TABLE scan_position (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    flushed_sequence INTEGER NOT NULL
) STRICT;

INSERT INTO scan_position (only_row, flushed_sequence) SELECT 1, COALESCE(MAX(sequence), 0) FROM scan;
