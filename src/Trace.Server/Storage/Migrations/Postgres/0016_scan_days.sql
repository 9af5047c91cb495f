-- How many scans there were by day (since 1970, UTC) and country ('' where it is not known): of each batch, and of each product and site. Kept when the scans themselves go.
-- Pages about millions of scans read these. Re-checks are not counted; cautions: those that were answered with caution.
CREATE TABLE scan_day (
    batch_number BIGINT NOT NULL,
    day BIGINT NOT NULL,
    country TEXT NOT NULL,
    brand_id BIGINT NOT NULL,
    scans BIGINT NOT NULL,
    cautions BIGINT NOT NULL,
    PRIMARY KEY (batch_number, day, country)
);

CREATE TABLE market_day (
    brand_id BIGINT NOT NULL,
    gtin TEXT NOT NULL,
    site TEXT NOT NULL,
    day BIGINT NOT NULL,
    country TEXT NOT NULL,
    scans BIGINT NOT NULL,
    cautions BIGINT NOT NULL,
    PRIMARY KEY (brand_id, day, gtin, site, country)
);

INSERT INTO scan_day (batch_number, day, country, brand_id, scans, cautions)
SELECT unit_id >> 32, scanned_at / 86400000, COALESCE(country, ''), MAX(brand_id), COUNT(*), SUM(CASE WHEN verdict = 'Caution' THEN 1 ELSE 0 END)
FROM scan
WHERE recheck = 0
GROUP BY unit_id >> 32, scanned_at / 86400000, COALESCE(country, '');

INSERT INTO market_day (brand_id, gtin, site, day, country, scans, cautions)
SELECT batch.brand_id, batch.gtin, COALESCE(batch.site, ''), scan_day.day, scan_day.country, SUM(scan_day.scans), SUM(scan_day.cautions)
FROM scan_day
JOIN batch ON batch.batch_number = scan_day.batch_number
GROUP BY batch.brand_id, batch.gtin, COALESCE(batch.site, ''), scan_day.day, scan_day.country;

-- Where the network was of the scan that opened an anomaly: its market. NULL where that is not known.
ALTER TABLE anomaly ADD COLUMN country TEXT;

-- Which batches have a report of a status.
CREATE INDEX batch_range_by_status ON batch_range (batch_number, status);
