-- Times are Unix milliseconds UTC, flags 0/1. Brand is in every row that belongs to one.

CREATE TABLE deployment_secret (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE brand (
    brand_id INTEGER NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE product (
    gtin TEXT NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    name TEXT NOT NULL,
    description TEXT,
    image_url TEXT,
    seal BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX product_by_brand ON product (brand_id, gtin);

CREATE TABLE signing_key (
    key_id INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    public_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    status TEXT NOT NULL,
    status_at INTEGER,
    not_before INTEGER NOT NULL,
    not_after INTEGER
) STRICT;

CREATE INDEX signing_key_by_brand ON signing_key (brand_id, key_id);

CREATE TABLE secret_key (
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    kind TEXT NOT NULL,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (brand_id, kind, generation)
) STRICT;

CREATE TABLE api_key (
    api_key_id INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER REFERENCES brand (brand_id),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    gtins TEXT,
    sites TEXT,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    seal BLOB NOT NULL
) STRICT;

CREATE INDEX api_key_by_brand ON api_key (brand_id, api_key_id);

CREATE TABLE idempotency (
    scope INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
) STRICT;

CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE batch (
    batch_number INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    gtin TEXT NOT NULL REFERENCES product (gtin),
    imported INTEGER NOT NULL,
    profile TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    ordered INTEGER NOT NULL,
    overrun INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    lot TEXT,
    expiry TEXT,
    market TEXT NOT NULL,
    lot_in_code INTEGER NOT NULL,
    expiry_in_code INTEGER NOT NULL,
    activated INTEGER NOT NULL,
    specimen INTEGER NOT NULL,
    origin TEXT NOT NULL,
    key_id INTEGER NOT NULL REFERENCES signing_key (key_id),
    serial_generation INTEGER NOT NULL,
    mac_generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX batch_by_brand ON batch (brand_id, created_at, batch_number);
CREATE INDEX batch_by_gtin ON batch (gtin);

CREATE TABLE batch_range (
    batch_number INTEGER NOT NULL REFERENCES batch (batch_number),
    entry INTEGER NOT NULL,
    brand_id INTEGER NOT NULL,
    from_index INTEGER NOT NULL,
    to_index INTEGER NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by INTEGER NOT NULL,
    PRIMARY KEY (batch_number, entry)
) STRICT;

CREATE TABLE imported_serial (
    gtin TEXT NOT NULL,
    serial TEXT NOT NULL,
    brand_id INTEGER NOT NULL,
    batch_number INTEGER NOT NULL,
    item_index INTEGER NOT NULL,
    derived_unit_id INTEGER,
    PRIMARY KEY (gtin, serial)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX imported_serial_by_index ON imported_serial (batch_number, item_index);
CREATE INDEX imported_serial_by_derived_unit ON imported_serial (gtin, derived_unit_id) WHERE derived_unit_id IS NOT NULL;

-- An import that has not ended: its serials come in small transactions, its batch in the last one.
CREATE TABLE serial_import (
    batch_number INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    renewed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE unit (
    unit_id INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL,
    scan_count INTEGER NOT NULL,
    first_scanned_at INTEGER NOT NULL,
    last_scanned_at INTEGER NOT NULL
) STRICT;

CREATE TABLE scan (
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
    accuracy_meters REAL,
    PRIMARY KEY (unit_id, scanned_at, scan_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX scan_by_device ON scan (unit_id, device_hash, device_scans) WHERE device_hash IS NOT NULL;

CREATE TABLE refused_try (
    brand_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    reason TEXT NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (brand_id, hour, reason)
) STRICT;
