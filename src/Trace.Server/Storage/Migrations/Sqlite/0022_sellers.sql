-- Sellers of a brand: whom it authorized, and its internal lists. Who they are is sealed; a shop is found by a keyed hash.
CREATE TABLE seller (
    brand_id INTEGER NOT NULL,
    seller_id INTEGER NOT NULL,
    list TEXT NOT NULL,
    reference_key BLOB,
    sealed_words BLOB NOT NULL,
    gtins TEXT NOT NULL,
    territories TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT,
    proof_file INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (brand_id, seller_id)
) STRICT;

CREATE INDEX seller_by_time ON seller (brand_id, created_at, seller_id);
CREATE UNIQUE INDEX seller_by_reference ON seller (brand_id, reference_key);
CREATE INDEX seller_by_end ON seller (valid_until);

-- listed: 1 for authorized sellers. The public check reads those rows alone, so it cannot tell whom another list has.
CREATE TABLE seller_shop (
    brand_id INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    shop_key BLOB NOT NULL,
    seller_id INTEGER NOT NULL,
    PRIMARY KEY (brand_id, listed, shop_key, seller_id)
) STRICT;

CREATE INDEX seller_shop_by_seller ON seller_shop (brand_id, seller_id);
