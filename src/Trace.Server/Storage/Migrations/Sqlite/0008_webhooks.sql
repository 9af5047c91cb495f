-- Where brands want events sent, and what is sent there: written in the transaction of the event itself.

CREATE TABLE webhook (
    webhook_id INTEGER NOT NULL PRIMARY KEY,
    brand_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    event_types TEXT,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    public_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    previous_public_key BLOB,
    sealed_previous BLOB,
    previous_until INTEGER,
    gone_at INTEGER,
    failing_since INTEGER,
    not_before INTEGER
) STRICT;

CREATE INDEX webhook_by_brand ON webhook (brand_id, webhook_id);

-- next_attempt_at is null when nothing more is sent; while a server sends it, it is when another may try.
CREATE TABLE webhook_delivery (
    delivery_id INTEGER NOT NULL PRIMARY KEY,
    webhook_id INTEGER NOT NULL REFERENCES webhook (webhook_id),
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER,
    last_attempt_at INTEGER,
    last_status INTEGER,
    last_error TEXT
) STRICT;

CREATE UNIQUE INDEX webhook_delivery_by_event ON webhook_delivery (webhook_id, event_id);
CREATE INDEX webhook_delivery_by_time ON webhook_delivery (webhook_id, created_at, delivery_id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_attempt_at);
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (created_at);
