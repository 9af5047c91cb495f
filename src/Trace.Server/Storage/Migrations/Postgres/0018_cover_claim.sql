-- A second code under a cover: which batches have one, and what was entered of it. What is kept of a claim names no person.
ALTER TABLE batch ADD COLUMN cover BIGINT NOT NULL DEFAULT 0;

-- tried_at: of the last try that counted. uses: of all of them, last_check_id of the last; the rest is of the first use.
CREATE TABLE cover_claim (
    unit_id BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    claimed_at BIGINT,
    country TEXT,
    check_id BIGINT,
    last_check_id BIGINT,
    uses BIGINT NOT NULL
);

CREATE INDEX cover_claim_by_brand ON cover_claim (brand_id, unit_id);
