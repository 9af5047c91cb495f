-- What one server changed of what others keep in memory, kept for minutes. The transaction tells who has seen it: numbers are not committed in their order.
CREATE TABLE change (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id BIGINT NOT NULL DEFAULT (pg_current_xact_id()::TEXT::BIGINT),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    changed_at BIGINT NOT NULL DEFAULT ((EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT)
);

CREATE INDEX change_by_transaction ON change (transaction_id);
