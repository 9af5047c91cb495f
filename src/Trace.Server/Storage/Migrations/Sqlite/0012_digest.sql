-- Who gets a mail with the anomalies that were opened, and how often; who gets none has no row, see Anomalies.
-- claimed_at: for when a server took it last, so that one server sends it. covered_until: what was opened before was in a mail.
CREATE TABLE anomaly_digest (
    account_id INTEGER NOT NULL PRIMARY KEY REFERENCES account (account_id),
    brand_id INTEGER NOT NULL,
    every TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    covered_until INTEGER NOT NULL
) STRICT;
