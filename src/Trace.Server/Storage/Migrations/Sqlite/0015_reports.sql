-- What people report of a product whose code they checked. What they typed is sealed under the master key, their contact apart from the rest.
CREATE TABLE product_report (
    brand_id INTEGER NOT NULL,
    report_id INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    gtin TEXT,
    serial TEXT,
    site TEXT,
    scan_id INTEGER,
    sealed_words BLOB NOT NULL,
    sealed_contact BLOB,
    pictures INTEGER NOT NULL,
    handled_at INTEGER,
    handled_by INTEGER,
    PRIMARY KEY (brand_id, report_id)
) STRICT;

CREATE INDEX product_report_by_time ON product_report (brand_id, reported_at, report_id);
CREATE INDEX product_report_by_age ON product_report (reported_at);

CREATE TABLE product_report_picture (
    brand_id INTEGER NOT NULL,
    report_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (brand_id, report_id, number)
) STRICT;
