-- How a brand looks on the pages its labels open, and the pictures on them. A picture's name is made of its content, so it never changes.
CREATE TABLE picture (
    name TEXT NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    content BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE brand ADD COLUMN accent TEXT;
ALTER TABLE brand ADD COLUMN accent_dark TEXT;
ALTER TABLE brand ADD COLUMN support_url TEXT;
ALTER TABLE brand ADD COLUMN logo TEXT;
ALTER TABLE product ADD COLUMN picture TEXT;
