-- Times are Unix milliseconds UTC, flags 0/1. Brand is in every row that belongs to one.

CREATE TABLE deployment_secret (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

CREATE TABLE brand (
    brand_id BIGINT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE product (
    gtin TEXT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    name TEXT NOT NULL,
    description TEXT,
    image_url TEXT,
    seal BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX product_by_brand ON product (brand_id, gtin);

CREATE TABLE signing_key (
    key_id BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    public_key BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    status TEXT NOT NULL,
    status_at BIGINT,
    not_before BIGINT NOT NULL,
    not_after BIGINT
);

CREATE INDEX signing_key_by_brand ON signing_key (brand_id, key_id);

CREATE TABLE secret_key (
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    kind TEXT NOT NULL,
    generation BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, kind, generation)
);

CREATE TABLE api_key (
    api_key_id BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT REFERENCES brand (brand_id),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    gtins TEXT,
    sites TEXT,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    seal BYTEA NOT NULL
);

CREATE INDEX api_key_by_brand ON api_key (brand_id, api_key_id);

CREATE TABLE idempotency (
    scope BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    body BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
);

CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE batch (
    batch_number BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    gtin TEXT NOT NULL REFERENCES product (gtin),
    imported BIGINT NOT NULL,
    profile TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    ordered BIGINT NOT NULL,
    overrun BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    lot TEXT,
    expiry TEXT,
    market TEXT NOT NULL,
    lot_in_code BIGINT NOT NULL,
    expiry_in_code BIGINT NOT NULL,
    activated BIGINT NOT NULL,
    specimen BIGINT NOT NULL,
    origin TEXT NOT NULL,
    key_id BIGINT NOT NULL REFERENCES signing_key (key_id),
    serial_generation BIGINT NOT NULL,
    mac_generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX batch_by_brand ON batch (brand_id, created_at, batch_number);
CREATE INDEX batch_by_gtin ON batch (gtin);

CREATE TABLE batch_range (
    batch_number BIGINT NOT NULL REFERENCES batch (batch_number),
    entry BIGINT NOT NULL,
    brand_id BIGINT NOT NULL,
    from_index BIGINT NOT NULL,
    to_index BIGINT NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT NOT NULL,
    PRIMARY KEY (batch_number, entry)
);

CREATE TABLE imported_serial (
    gtin TEXT NOT NULL,
    serial TEXT NOT NULL,
    brand_id BIGINT NOT NULL,
    batch_number BIGINT NOT NULL,
    item_index BIGINT NOT NULL,
    derived_unit_id BIGINT,
    PRIMARY KEY (gtin, serial)
);

CREATE UNIQUE INDEX imported_serial_by_index ON imported_serial (batch_number, item_index);
CREATE INDEX imported_serial_by_derived_unit ON imported_serial (gtin, derived_unit_id) WHERE derived_unit_id IS NOT NULL;

-- An import that has not ended: its serials come in small transactions, its batch in the last one.
CREATE TABLE serial_import (
    batch_number BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    renewed_at BIGINT NOT NULL
);

CREATE TABLE unit (
    unit_id BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL,
    scan_count BIGINT NOT NULL,
    first_scanned_at BIGINT NOT NULL,
    last_scanned_at BIGINT NOT NULL
);

CREATE TABLE scan (
    unit_id BIGINT NOT NULL,
    scanned_at BIGINT NOT NULL,
    scan_id BIGINT NOT NULL,
    brand_id BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    recheck BIGINT NOT NULL,
    device_scans BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    signature TEXT NOT NULL,
    source TEXT NOT NULL,
    device_hash BYTEA,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    accuracy_meters DOUBLE PRECISION,
    PRIMARY KEY (unit_id, scanned_at, scan_id)
) PARTITION BY RANGE (scanned_at);

CREATE TABLE scan_default PARTITION OF scan DEFAULT;

CREATE INDEX scan_by_device ON scan (unit_id, device_hash, device_scans) WHERE device_hash IS NOT NULL;

CREATE TABLE refused_try (
    brand_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    reason TEXT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (brand_id, hour, reason)
);
