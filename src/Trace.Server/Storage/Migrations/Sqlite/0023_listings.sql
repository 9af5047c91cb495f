-- Offers that were seen, captures of them, and test purchases with what was recorded of them. What was typed is sealed under the master key.
CREATE TABLE listing (
    brand_id INTEGER NOT NULL,
    listing_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    platform TEXT NOT NULL,
    seller_hash BLOB,
    url_hash BLOB NOT NULL,
    country TEXT,
    gtin TEXT,
    report_id INTEGER,
    sealed_words BLOB NOT NULL,
    PRIMARY KEY (brand_id, listing_id)
) STRICT;

CREATE INDEX listing_by_time ON listing (brand_id, created_at, listing_id);
CREATE INDEX listing_by_seller ON listing (brand_id, seller_hash);
CREATE INDEX listing_by_use ON listing (used_at);
CREATE UNIQUE INDEX listing_by_report ON listing (brand_id, report_id);

CREATE TABLE listing_capture (
    brand_id INTEGER NOT NULL,
    capture_id INTEGER NOT NULL,
    listing_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    added_by INTEGER NOT NULL,
    log_record_id INTEGER NOT NULL,
    sealed_note BLOB NOT NULL,
    PRIMARY KEY (brand_id, capture_id)
) STRICT;

CREATE INDEX listing_capture_by_listing ON listing_capture (brand_id, listing_id, added_at, capture_id);

CREATE TABLE test_purchase (
    brand_id INTEGER NOT NULL,
    purchase_id INTEGER NOT NULL,
    listing_id INTEGER,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    platform TEXT NOT NULL,
    seller_hash BLOB,
    country TEXT,
    gtin TEXT,
    ordered_on TEXT,
    received_on TEXT,
    sealed_words BLOB NOT NULL,
    sealed_payment BLOB,
    PRIMARY KEY (brand_id, purchase_id)
) STRICT;

CREATE INDEX test_purchase_by_time ON test_purchase (brand_id, created_at, purchase_id);
CREATE INDEX test_purchase_by_seller ON test_purchase (brand_id, seller_hash);
CREATE INDEX test_purchase_by_use ON test_purchase (used_at);

CREATE TABLE test_purchase_entry (
    brand_id INTEGER NOT NULL,
    purchase_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by INTEGER NOT NULL,
    file_id INTEGER,
    log_record_id INTEGER NOT NULL,
    sealed_content BLOB NOT NULL,
    PRIMARY KEY (brand_id, purchase_id, place)
) STRICT;
