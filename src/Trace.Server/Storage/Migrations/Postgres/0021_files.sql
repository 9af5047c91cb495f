-- Evidence files, byte for byte as they arrived: chunks under a key of the file, that key and the file's name under the master key.
CREATE TABLE kept_file (
    brand_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    sealed_key BYTEA NOT NULL,
    PRIMARY KEY (brand_id, file_id)
);

CREATE TABLE kept_file_chunk (
    brand_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (brand_id, file_id, number)
);
