-- What one server changed of what others keep in memory, kept for minutes. The transaction tells who has seen it: numbers are not committed in their order.
CREATE TABLE change (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id BIGINT NOT NULL DEFAULT (pg_current_xact_id()::TEXT::BIGINT),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    changed_at BIGINT NOT NULL DEFAULT ((EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT)
);

CREATE INDEX change_by_transaction ON change (transaction_id);

-- From now on scans have a table a month. Those stored until now are in the default table, which PostgreSQL would look through for each new month while scans wait:
-- they become a table of their own, up to the end of this month, and the default one begins empty.
DO $$
DECLARE
    bound BIGINT;
BEGIN
    IF EXISTS (SELECT 1 FROM scan_default) THEN
        SELECT GREATEST(
            (EXTRACT(EPOCH FROM (date_trunc('month', now() AT TIME ZONE 'UTC') + INTERVAL '1 month') AT TIME ZONE 'UTC') * 1000)::BIGINT,
            MAX(scanned_at) + 1)
        INTO bound
        FROM scan_default;
        ALTER TABLE scan DETACH PARTITION scan_default;
        ALTER TABLE scan_default RENAME TO scan_before;
        EXECUTE format('ALTER TABLE scan ATTACH PARTITION scan_before FOR VALUES FROM (MINVALUE) TO (%s)', bound);
        CREATE TABLE scan_default PARTITION OF scan DEFAULT;
    END IF;
END;
$$;
