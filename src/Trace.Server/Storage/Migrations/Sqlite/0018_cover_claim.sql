-- A second code under a cover: which batches have one, and what was entered of it. What is kept of a claim names no person.
ALTER TABLE batch ADD COLUMN cover INTEGER NOT NULL DEFAULT 0;

-- tried_at: of the last try that counted. uses: of all of them, last_check_id of the last; the rest is of the first use.
CREATE TABLE cover_claim (
    unit_id INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    tried_at INTEGER NOT NULL,
    claimed_at INTEGER,
    country TEXT,
    check_id INTEGER,
    last_check_id INTEGER,
    uses INTEGER NOT NULL
) STRICT;

CREATE INDEX cover_claim_by_brand ON cover_claim (brand_id, unit_id);
