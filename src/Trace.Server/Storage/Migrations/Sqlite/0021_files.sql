-- Evidence files, byte for byte as they arrived: chunks under a key of the file, that key and the file's name under the master key.
CREATE TABLE kept_file (
    brand_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    sealed_key BLOB NOT NULL,
    PRIMARY KEY (brand_id, file_id)
) STRICT;

CREATE TABLE kept_file_chunk (
    brand_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (brand_id, file_id, number)
) STRICT;
