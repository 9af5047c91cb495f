-- People, their sessions and links; limits and lifetimes of API keys; quotas, sites, reserved GTIN prefixes; the audit trail.

ALTER TABLE api_key ADD COLUMN expires_at BIGINT;
ALTER TABLE api_key ADD COLUMN last_used_at BIGINT;

ALTER TABLE brand ADD COLUMN daily_quota BIGINT NOT NULL DEFAULT 100000000;

ALTER TABLE batch ADD COLUMN site TEXT;

-- Brand 0 is the deployment: its accounts are owners.
CREATE TABLE account (
    account_id BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT,
    totp BYTEA,
    totp_confirmed BIGINT NOT NULL,
    totp_step BIGINT NOT NULL,
    gtins TEXT,
    sites TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    seal BYTEA NOT NULL
);

CREATE UNIQUE INDEX account_by_email ON account (email, brand_id);
CREATE INDEX account_by_brand ON account (brand_id, account_id);

CREATE TABLE account_session (
    session_id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    brand_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    network TEXT,
    seal BYTEA NOT NULL
);

CREATE INDEX account_session_by_account ON account_session (account_id, session_id);
CREATE INDEX account_session_by_expiry ON account_session (expires_at);

-- Invitations and password resets: whoever holds the token sets the password, once.
CREATE TABLE account_link (
    link_id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    brand_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    seal BYTEA NOT NULL
);

CREATE INDEX account_link_by_account ON account_link (account_id);
CREATE INDEX account_link_by_expiry ON account_link (expires_at);

-- Units that factories ordered, and what a brand_admin allowed beyond the quota, per brand and UTC day.
CREATE TABLE issuing_day (
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    day BIGINT NOT NULL,
    units BIGINT NOT NULL,
    allowance BIGINT NOT NULL,
    PRIMARY KEY (brand_id, day)
);

CREATE TABLE gtin_prefix (
    prefix TEXT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL REFERENCES brand (brand_id),
    created_at BIGINT NOT NULL
);

CREATE TABLE audit_entry (
    brand_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    audit_id BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    network TEXT,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    PRIMARY KEY (brand_id, at, audit_id)
);

CREATE FUNCTION refuse_change_of_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entry is append-only';
END;
$$;

CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry();
