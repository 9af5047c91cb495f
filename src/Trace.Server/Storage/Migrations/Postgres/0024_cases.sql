-- Cases against offers: where each stands, what was done, written, sent and answered. Names, contacts and words of people are sealed under the master key.
CREATE TABLE enforcement_case (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    reference TEXT NOT NULL,
    claim TEXT NOT NULL,
    country TEXT NOT NULL,
    platform TEXT NOT NULL,
    language TEXT NOT NULL,
    grounds TEXT,
    purchase_id BIGINT,
    state TEXT NOT NULL,
    steps BIGINT NOT NULL,
    last_move TEXT,
    due_day TEXT,
    assignee BIGINT,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    moved_at BIGINT NOT NULL,
    closed_at BIGINT,
    dossier_at BIGINT,
    sealed_words BYTEA NOT NULL,
    sealed_seller BYTEA,
    PRIMARY KEY (brand_id, case_id)
);

CREATE UNIQUE INDEX enforcement_case_by_reference ON enforcement_case (brand_id, reference);
CREATE INDEX enforcement_case_by_time ON enforcement_case (brand_id, moved_at, case_id);
CREATE INDEX enforcement_case_by_end ON enforcement_case (closed_at);

-- What a case is about: products by GTIN, listings and rights by id.
CREATE TABLE case_subject (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (brand_id, case_id, kind, subject)
);

CREATE INDEX case_subject_by_subject ON case_subject (brand_id, kind, subject);

CREATE TABLE case_step (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    move TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    moved_at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    due_day TEXT,
    record_id BIGINT,
    sealed_words BYTEA NOT NULL,
    PRIMARY KEY (brand_id, case_id, number)
);

-- Letters and notices, from the draft on. What was sent is in a file.
CREATE TABLE case_text (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    text_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    form TEXT,
    right_id BIGINT,
    language TEXT NOT NULL,
    platform TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    agreed_at BIGINT,
    agreed_by BIGINT,
    sent_at BIGINT,
    sent_by BIGINT,
    step BIGINT,
    delivery TEXT,
    mail_due BIGINT,
    handed_at BIGINT,
    file_id BIGINT,
    sha256 TEXT,
    law_version TEXT,
    forms_version TEXT,
    outcome TEXT,
    outcome_at BIGINT,
    takes_back BIGINT,
    taken_back_at BIGINT,
    sealed_content BYTEA,
    PRIMARY KEY (brand_id, case_id, text_id)
);

CREATE INDEX case_text_by_outcome ON case_text (brand_id, platform, outcome);
CREATE INDEX case_text_by_mail ON case_text (mail_due);

-- Links by which a seller answers; the token itself is nowhere.
CREATE TABLE case_reply_link (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    link_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    text_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    answer_id BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (brand_id, case_id, link_id)
);

CREATE UNIQUE INDEX case_reply_link_by_token ON case_reply_link (token_hash);

CREATE TABLE case_answer (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    answer_id BIGINT NOT NULL,
    sender TEXT NOT NULL,
    arrived_by TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    recorded_by BIGINT,
    files TEXT,
    reviewed_at BIGINT,
    reviewed_by BIGINT,
    decision TEXT,
    record_id BIGINT,
    sealed_words BYTEA,
    PRIMARY KEY (brand_id, case_id, answer_id)
);

CREATE TABLE case_reminder (
    brand_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    sent_at BIGINT,
    PRIMARY KEY (brand_id, case_id, day)
);

CREATE INDEX case_reminder_by_day ON case_reminder (day);
