-- People, their sessions and links; limits and lifetimes of API keys; quotas, sites, reserved GTIN prefixes; the audit trail.

ALTER TABLE api_key ADD COLUMN expires_at INTEGER;
ALTER TABLE api_key ADD COLUMN last_used_at INTEGER;

ALTER TABLE brand ADD COLUMN daily_quota INTEGER NOT NULL DEFAULT 100000000;

ALTER TABLE batch ADD COLUMN site TEXT;

-- Brand 0 is the deployment: its accounts are owners.
CREATE TABLE account (
    account_id INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT,
    totp BLOB,
    totp_confirmed INTEGER NOT NULL,
    totp_step INTEGER NOT NULL,
    gtins TEXT,
    sites TEXT,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    seal BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX account_by_email ON account (email, brand_id);
CREATE INDEX account_by_brand ON account (brand_id, account_id);

CREATE TABLE account_session (
    session_id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    brand_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    network TEXT,
    seal BLOB NOT NULL
) STRICT;

CREATE INDEX account_session_by_account ON account_session (account_id, session_id);
CREATE INDEX account_session_by_expiry ON account_session (expires_at);

-- Invitations and password resets: whoever holds the token sets the password, once.
CREATE TABLE account_link (
    link_id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (account_id),
    brand_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seal BLOB NOT NULL
) STRICT;

CREATE INDEX account_link_by_account ON account_link (account_id);
CREATE INDEX account_link_by_expiry ON account_link (expires_at);

-- Units that factories ordered, and what a brand_admin allowed beyond the quota, per brand and UTC day.
CREATE TABLE issuing_day (
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    day INTEGER NOT NULL,
    units INTEGER NOT NULL,
    allowance INTEGER NOT NULL,
    PRIMARY KEY (brand_id, day)
) STRICT;

CREATE TABLE gtin_prefix (
    prefix TEXT NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (brand_id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_entry (
    brand_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    audit_id INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    network TEXT,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    PRIMARY KEY (brand_id, at, audit_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_entry_is_not_updated BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'audit_entry is append-only');
END;

CREATE TRIGGER audit_entry_is_not_deleted BEFORE DELETE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'audit_entry is append-only');
END;
