using Trace.Server.Storage;

namespace Trace.Server.Tests.Storage;

/// <summary>What a database's tables are, in one wording for both engines: columns, primary keys, indexes, references.</summary>
internal static class Schema
{
    private const string Sqlite =
        """
        SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" = 1 THEN ' not null' ELSE '' END
        FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        UNION ALL
        SELECT 'key ' || t.name || ' (' || (SELECT GROUP_CONCAT(name, ', ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk)) || ')'
        FROM sqlite_schema t
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        UNION ALL
        SELECT CASE WHEN i."unique" = 1 THEN 'unique ' ELSE 'index ' END || t.name || ' ('
            || (SELECT GROUP_CONCAT(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' || CASE WHEN i.partial = 1 THEN ' partial' ELSE '' END
        FROM sqlite_schema t, pragma_index_list(t.name) i
        WHERE t.type = 'table' AND i.origin <> 'pk'
        UNION ALL
        SELECT 'reference ' || t.name || '.' || f."from" || ' to ' || f."table" || '.' || f."to"
        FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
        WHERE t.type = 'table';
        """;

    /// <summary>Partitions are how a table is stored, not another table.</summary>
    private const string Postgres =
        """
        WITH tables AS (
            SELECT c.oid, c.relname AS name
            FROM pg_class c
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace)
        SELECT 'column ' || t.name || '.' || a.attname || ' ' || UPPER(FORMAT_TYPE(a.atttypid, a.atttypmod)) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT CASE WHEN i.indisprimary THEN 'key ' WHEN i.indisunique THEN 'unique ' ELSE 'index ' END || t.name || ' ('
            || (SELECT STRING_AGG(PG_GET_INDEXDEF(i.indexrelid, k, TRUE), ', ' ORDER BY k) FROM GENERATE_SERIES(1, i.indnkeyatts) k) || ')'
            || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
        FROM tables t JOIN pg_index i ON i.indrelid = t.oid
        UNION ALL
        SELECT 'reference ' || t.name || '.' || a.attname || ' to ' || f.confrelid::regclass || '.' || b.attname
        FROM tables t
        JOIN pg_constraint f ON f.conrelid = t.oid AND f.contype = 'f'
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = f.conkey[1]
        JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1];
        """;

    /// <summary>The types of one engine and those of the other that hold the same.</summary>
    private static readonly (string Sqlite, string Postgres)[] SameTypes = [(" BLOB", " BYTEA"), (" REAL", " DOUBLE PRECISION"), (" INTEGER", " BIGINT")];

    /// <summary>One line each, sorted, in the words of PostgreSQL.</summary>
    public static async Task<string> ReadAsync(Database database)
    {
        var lines = await database.ReadAsync(session => session.ListAsync<string>(session.Dialect == Dialect.Sqlite ? Sqlite : Postgres));
        var text = string.Join('\n', lines.Order(StringComparer.Ordinal));
        return database.Dialect == Dialect.Postgres ? text : SameTypes.Aggregate(text, (all, type) => all.Replace(type.Sqlite, type.Postgres, StringComparison.Ordinal));
    }
}
