-- Spreads a Trace database over the nodes of a Citus 13 cluster. Written with care, not run here: no Citus on the machine it was written on.
--
--   1. Set up the cluster: Citus on every node, citus_set_coordinator_host and citus_add_node on the coordinator.
--   2. Make the schema:             trace migrate --database "Host=COORDINATOR;…"      (or start a server once)
--   3. On the coordinator, once, and again after each upgrade that made tables:
--                                   psql --set ON_ERROR_STOP=1 --single-transaction --dbname=trace --file=deploy/citus.sql
--   4. Start the servers with --database on the coordinator, all of them: the locks that order scans of one unit are the coordinator's.
--
-- What is done is left as it is. Existing rows are moved, and writers wait so long.
--
-- About a unit, by unit_id:       unit, scan, cover_claim, anomaly (subject_id: of a unit its id). A scan's row, its unit's row, their history and anomalies are on one node; a
--                                 group of scans may span several. Anomalies of a batch or brand are spread by their subjects too; lists of them ask all nodes.
-- By serial:                      imported_serial. A scan looks one up by GTIN and serial; exports and imports ask all nodes.
-- On every node (reference):      what the above is joined with, and what refers to that.
-- On the coordinator alone:       all the rest, which no scan waits for: accounts, anomaly_digest, audit_entry, change, data_protection_key, deployment_secret, dossier, evidence_key,
--                                 brand_right, enforcement_case and the other tables of cases, idempotency, kept_file and its chunks, listing and its captures, log_record and the other tables of the log, product_report and its pictures,
--                                 refused_try, scan_day and market_day (counters, written every five seconds), schema_migration, seller and its shops, test_purchase and its entries, transparency_log, webhook,
--                                 webhook_delivery.

CREATE EXTENSION IF NOT EXISTS citus;

-- Unique on one node only, so it cannot be unique on all. That an import numbers its lines once is seen to by its lease (serial_import).
DO $$
BEGIN
    IF (SELECT indisunique FROM pg_index WHERE indexrelid = 'imported_serial_by_index'::regclass) THEN
        DROP INDEX imported_serial_by_index;
        CREATE INDEX imported_serial_by_index ON imported_serial (batch_number, item_index);
    END IF;
END;
$$;

-- Which tables are where.
DO $$
DECLARE
    wanted RECORD;
BEGIN
    -- Each after the tables it refers to.
    FOR wanted IN
        SELECT name
        FROM UNNEST(ARRAY[
            'brand', 'product', 'signing_key', 'secret_key', 'api_key', 'batch', 'batch_range', 'serial_import', 'issuing_day', 'gtin_prefix', 'unit_block', 'batch_pools', 'picture'
        ]) WITH ORDINALITY AS listed (name, place)
        WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = name::regclass AND partmethod = 'n' AND repmodel = 't')
        ORDER BY place
    LOOP
        PERFORM create_reference_table(wanted.name);
    END LOOP;

    FOR wanted IN
        SELECT name, shard_key, beside
        FROM (VALUES (1, 'unit', 'unit_id', 'none'), (2, 'scan', 'unit_id', 'unit'), (3, 'anomaly', 'subject_id', 'unit'),
            (4, 'imported_serial', 'serial', 'none'), (5, 'cover_claim', 'unit_id', 'unit')) AS listed (place, name, shard_key, beside)
        WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = name::regclass AND partmethod = 'h')
        ORDER BY place
    LOOP
        PERFORM create_distributed_table(wanted.name, wanted.shard_key, colocate_with => wanted.beside);
    END LOOP;
END;
$$;
