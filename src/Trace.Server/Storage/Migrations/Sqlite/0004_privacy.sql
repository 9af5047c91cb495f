-- Keys of ASP.NET Core Data Protection, sealed; how long a brand keeps single scans.

CREATE TABLE data_protection_key (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE brand ADD COLUMN scan_retention_days INTEGER NOT NULL DEFAULT 730;
