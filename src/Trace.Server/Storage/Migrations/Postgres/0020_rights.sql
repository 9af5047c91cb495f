-- The rights a brand rests claims on: trade marks, designs, patents, copyrights. All of it stands in public registers, so nothing is sealed.
CREATE TABLE brand_right (
    brand_id BIGINT NOT NULL,
    right_id BIGINT NOT NULL,
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
    certificate_file BIGINT,
    power_file BIGINT,
    used_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (brand_id, right_id)
);

CREATE INDEX brand_right_by_time ON brand_right (brand_id, created_at, right_id);
