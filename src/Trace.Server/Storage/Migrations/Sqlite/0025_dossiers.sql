-- Keys that sign evidence packs, one for each name the deployment had; the highest number signs.
CREATE TABLE evidence_key (
    key_number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    public_key BLOB NOT NULL,
    sealed_key BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Evidence packs that were made of cases. The pack and its PDF are kept files.
CREATE TABLE dossier (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    pdf_file_id INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    exhibits INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    records INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    timestamps TEXT,
    undrawn TEXT,
    PRIMARY KEY (brand_id, case_id, dossier_id)
) STRICT;
