-- What is known of a unit's devices stands in its own row, so a scan reads no other scan. NULL: made again from the scans when the unit is scanned next.
ALTER TABLE unit ADD COLUMN state BYTEA;

DROP INDEX scan_by_device;
