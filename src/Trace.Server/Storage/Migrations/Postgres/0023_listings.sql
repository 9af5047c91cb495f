-- Offers that were seen, captures of them, and test purchases with what was recorded of them. What was typed is sealed under the master key.
CREATE TABLE listing (
    brand_id BIGINT NOT NULL,
    listing_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    holds BIGINT NOT NULL,
    platform TEXT NOT NULL,
    seller_hash BYTEA,
    url_hash BYTEA NOT NULL,
    country TEXT,
    gtin TEXT,
    report_id BIGINT,
    sealed_words BYTEA NOT NULL,
    PRIMARY KEY (brand_id, listing_id)
);

CREATE INDEX listing_by_time ON listing (brand_id, created_at, listing_id);
CREATE INDEX listing_by_seller ON listing (brand_id, seller_hash);
CREATE INDEX listing_by_use ON listing (used_at);
CREATE UNIQUE INDEX listing_by_report ON listing (brand_id, report_id);

CREATE TABLE listing_capture (
    brand_id BIGINT NOT NULL,
    capture_id BIGINT NOT NULL,
    listing_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    added_by BIGINT NOT NULL,
    log_record_id BIGINT NOT NULL,
    sealed_note BYTEA NOT NULL,
    PRIMARY KEY (brand_id, capture_id)
);

CREATE INDEX listing_capture_by_listing ON listing_capture (brand_id, listing_id, added_at, capture_id);

CREATE TABLE test_purchase (
    brand_id BIGINT NOT NULL,
    purchase_id BIGINT NOT NULL,
    listing_id BIGINT,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    holds BIGINT NOT NULL,
    platform TEXT NOT NULL,
    seller_hash BYTEA,
    country TEXT,
    gtin TEXT,
    ordered_on TEXT,
    received_on TEXT,
    sealed_words BYTEA NOT NULL,
    sealed_payment BYTEA,
    PRIMARY KEY (brand_id, purchase_id)
);

CREATE INDEX test_purchase_by_time ON test_purchase (brand_id, created_at, purchase_id);
CREATE INDEX test_purchase_by_seller ON test_purchase (brand_id, seller_hash);
CREATE INDEX test_purchase_by_use ON test_purchase (used_at);

CREATE TABLE test_purchase_entry (
    brand_id BIGINT NOT NULL,
    purchase_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by BIGINT NOT NULL,
    file_id BIGINT,
    log_record_id BIGINT NOT NULL,
    sealed_content BYTEA NOT NULL,
    PRIMARY KEY (brand_id, purchase_id, place)
);
