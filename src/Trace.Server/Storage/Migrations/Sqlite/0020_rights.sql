-- The rights a brand rests claims on: trade marks, designs, patents, copyrights. All of it stands in public registers, so nothing is sealed.
CREATE TABLE brand_right (
    brand_id INTEGER NOT NULL,
    right_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    office TEXT NOT NULL,
    number TEXT,
    title TEXT NOT NULL,
    territory TEXT NOT NULL,
    classes TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT,
    withdrawn_on TEXT,
    owner TEXT,
    certificate_file INTEGER,
    power_file INTEGER,
    used_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (brand_id, right_id)
) STRICT;

CREATE INDEX brand_right_by_time ON brand_right (brand_id, created_at, right_id);
