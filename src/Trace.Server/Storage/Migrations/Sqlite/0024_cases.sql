-- Cases against offers: where each stands, what was done, written, sent and answered. Names, contacts and words of people are sealed under the master key.
CREATE TABLE enforcement_case (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    claim TEXT NOT NULL,
    country TEXT NOT NULL,
    platform TEXT NOT NULL,
    language TEXT NOT NULL,
    grounds TEXT,
    purchase_id INTEGER,
    state TEXT NOT NULL,
    steps INTEGER NOT NULL,
    last_move TEXT,
    due_day TEXT,
    assignee INTEGER,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    moved_at INTEGER NOT NULL,
    closed_at INTEGER,
    dossier_at INTEGER,
    sealed_words BLOB NOT NULL,
    sealed_seller BLOB,
    PRIMARY KEY (brand_id, case_id)
) STRICT;

CREATE UNIQUE INDEX enforcement_case_by_reference ON enforcement_case (brand_id, reference);
CREATE INDEX enforcement_case_by_time ON enforcement_case (brand_id, moved_at, case_id);
CREATE INDEX enforcement_case_by_end ON enforcement_case (closed_at);

-- What a case is about: products by GTIN, listings and rights by id.
CREATE TABLE case_subject (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (brand_id, case_id, kind, subject)
) STRICT;

CREATE INDEX case_subject_by_subject ON case_subject (brand_id, kind, subject);

CREATE TABLE case_step (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    move TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    moved_at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    due_day TEXT,
    record_id INTEGER,
    sealed_words BLOB NOT NULL,
    PRIMARY KEY (brand_id, case_id, number)
) STRICT;

-- Letters and notices, from the draft on. What was sent is in a file.
CREATE TABLE case_text (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    text_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    form TEXT,
    right_id INTEGER,
    language TEXT NOT NULL,
    platform TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    agreed_at INTEGER,
    agreed_by INTEGER,
    sent_at INTEGER,
    sent_by INTEGER,
    step INTEGER,
    delivery TEXT,
    mail_due INTEGER,
    handed_at INTEGER,
    file_id INTEGER,
    sha256 TEXT,
    law_version TEXT,
    forms_version TEXT,
    outcome TEXT,
    outcome_at INTEGER,
    takes_back INTEGER,
    taken_back_at INTEGER,
    sealed_content BLOB,
    PRIMARY KEY (brand_id, case_id, text_id)
) STRICT;

CREATE INDEX case_text_by_outcome ON case_text (brand_id, platform, outcome);
CREATE INDEX case_text_by_mail ON case_text (mail_due);

-- Links by which a seller answers; the token itself is nowhere.
CREATE TABLE case_reply_link (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    link_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    text_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    answer_id INTEGER,
    closed_at INTEGER,
    PRIMARY KEY (brand_id, case_id, link_id)
) STRICT;

CREATE UNIQUE INDEX case_reply_link_by_token ON case_reply_link (token_hash);

CREATE TABLE case_answer (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL,
    sender TEXT NOT NULL,
    arrived_by TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    recorded_by INTEGER,
    files TEXT,
    reviewed_at INTEGER,
    reviewed_by INTEGER,
    decision TEXT,
    record_id INTEGER,
    sealed_words BLOB,
    PRIMARY KEY (brand_id, case_id, answer_id)
) STRICT;

CREATE TABLE case_reminder (
    brand_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    sent_at INTEGER,
    PRIMARY KEY (brand_id, case_id, day)
) STRICT;

CREATE INDEX case_reminder_by_day ON case_reminder (day);
