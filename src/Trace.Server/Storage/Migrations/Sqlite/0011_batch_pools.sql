-- What the scans of each batch look like together: made of those that are kept, at most once a day, see Anomalies. scans: by how many it was judged last.
CREATE TABLE batch_pools (
    batch_number INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL,
    scans INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    evidence BLOB NOT NULL
) STRICT;

CREATE INDEX batch_pools_by_brand ON batch_pools (brand_id, batch_number);
