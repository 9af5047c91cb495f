-- Where brands want events sent, and what is sent there: written in the transaction of the event itself.

CREATE TABLE webhook (
    webhook_id BIGINT NOT NULL PRIMARY KEY,
    brand_id BIGINT NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    event_types TEXT,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    public_key BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    previous_public_key BYTEA,
    sealed_previous BYTEA,
    previous_until BIGINT,
    gone_at BIGINT,
    failing_since BIGINT,
    not_before BIGINT
);

CREATE INDEX webhook_by_brand ON webhook (brand_id, webhook_id);

-- next_attempt_at is null when nothing more is sent; while a server sends it, it is when another may try.
CREATE TABLE webhook_delivery (
    delivery_id BIGINT NOT NULL PRIMARY KEY,
    webhook_id BIGINT NOT NULL REFERENCES webhook (webhook_id),
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT,
    last_attempt_at BIGINT,
    last_status BIGINT,
    last_error TEXT
);

CREATE UNIQUE INDEX webhook_delivery_by_event ON webhook_delivery (webhook_id, event_id);
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (webhook_id, created_at, delivery_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_attempt_at);
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (created_at);
