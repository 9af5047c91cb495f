-- Keys of ASP.NET Core Data Protection, sealed; how long a brand keeps single scans.

CREATE TABLE data_protection_key (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

ALTER TABLE brand ADD COLUMN scan_retention_days BIGINT NOT NULL DEFAULT 730;
