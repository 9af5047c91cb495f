-- What detection needs of a scan to be made again from the stored ones: the device under the key before, and from what network it came.
ALTER TABLE scan ADD COLUMN device_before BYTEA;

ALTER TABLE scan ADD COLUMN network_hash BIGINT;

ALTER TABLE scan ADD COLUMN network_before BIGINT;

ALTER TABLE scan ADD COLUMN network_kind BIGINT NOT NULL DEFAULT 0;

ALTER TABLE scan ADD COLUMN country TEXT;

-- What the history of a unit says on copies (UnitEvidence). NULL: made again from the scans when the unit is scanned next.
ALTER TABLE unit ADD COLUMN evidence BYTEA;
