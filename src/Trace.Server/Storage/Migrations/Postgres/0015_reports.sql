-- What people report of a product whose code they checked. What they typed is sealed under the master key, their contact apart from the rest.
CREATE TABLE product_report (
    brand_id BIGINT NOT NULL,
    report_id BIGINT NOT NULL,
    reported_at BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    gtin TEXT,
    serial TEXT,
    site TEXT,
    scan_id BIGINT,
    sealed_words BYTEA NOT NULL,
    sealed_contact BYTEA,
    pictures BIGINT NOT NULL,
    handled_at BIGINT,
    handled_by BIGINT,
    PRIMARY KEY (brand_id, report_id)
);

CREATE INDEX product_report_by_time ON product_report (brand_id, reported_at, report_id);
CREATE INDEX product_report_by_age ON product_report (reported_at);

CREATE TABLE product_report_picture (
    brand_id BIGINT NOT NULL,
    report_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (brand_id, report_id, number)
);
