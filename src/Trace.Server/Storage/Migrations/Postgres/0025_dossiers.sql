-- Keys that sign evidence packs, one for each name the deployment had; the highest number signs.
CREATE TABLE evidence_key (
    key_number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    sealed_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- Evidence packs that were made of cases. The pack and its PDF are kept files.
CREATE TABLE dossier (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    pdf_file_id BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    exhibits BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    records BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    timestamps TEXT,
    undrawn TEXT,
    PRIMARY KEY (brand_id, case_id, dossier_id)
);
