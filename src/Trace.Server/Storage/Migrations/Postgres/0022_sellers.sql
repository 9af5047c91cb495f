-- Sellers of a brand: whom it authorized, and its internal lists. Who they are is sealed; a shop is found by a keyed hash.
CREATE TABLE seller (
    brand_id BIGINT NOT NULL,
    seller_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    reference_key BYTEA,
    sealed_words BYTEA NOT NULL,
    gtins TEXT NOT NULL,
    territories TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT,
    proof_file BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, seller_id)
);

CREATE INDEX seller_by_time ON seller (brand_id, created_at, seller_id);
CREATE UNIQUE INDEX seller_by_reference ON seller (brand_id, reference_key);
CREATE INDEX seller_by_end ON seller (valid_until);

-- listed: 1 for authorized sellers. The public check reads those rows alone, so it cannot tell whom another list has.
CREATE TABLE seller_shop (
    brand_id BIGINT NOT NULL,
    listed BIGINT NOT NULL,
    shop_key BYTEA NOT NULL,
    seller_id BIGINT NOT NULL,
    PRIMARY KEY (brand_id, listed, shop_key, seller_id)
);

CREATE INDEX seller_shop_by_seller ON seller_shop (brand_id, seller_id);
