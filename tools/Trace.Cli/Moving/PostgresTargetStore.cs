using Npgsql;
using NpgsqlTypes;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Cli.Moving;

/// <summary>The PostgreSQL database that is filled, on one connection.</summary>
internal sealed class PostgresTargetStore : IAsyncDisposable
{
    /// <summary>After so many progress is shown.</summary>
    public const int ProgressRows = 1000;

    private const string ListColumns =
        """
        SELECT table_name, column_name, data_type
        FROM information_schema.columns
        WHERE table_schema = current_schema();
        """;

    private const string ListTables =
        """
        SELECT table_name
        FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT IN ('schema_migration', 'unfinished_copy')
        ORDER BY table_name;
        """;

    /// <summary>Not at once: PostgreSQL takes a moment to notice that a run before this one has ended.</summary>
    private const string TakeAlone =
        """
        SET lock_timeout = '5s';
        SELECT pg_advisory_lock(7274616366);
        SET lock_timeout = 0;
        """;

    private readonly NpgsqlConnection _connection;

    private PostgresTargetStore(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Of the transaction that is open, if one is.</summary>
    public Session Session => new(_connection, transaction: null, Dialect.Postgres);

    /// <summary>Nobody else copies into this database while it is open.</summary>
    public static async Task<PostgresTargetStore> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        // What takes long here is no fault.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            var store = new PostgresTargetStore(connection);
            await store.Session.ExecuteAsync(TakeAlone);
            return store;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await connection.DisposeAsync();
            throw new CliException(ExitCode.Refused, "copy_running", "Another `trace copy` works on this database.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A table that has rows; null if none has.</summary>
    public async Task<string?> FindFilledTableAsync()
    {
        foreach (var table in await Session.ListAsync<string>(ListTables))
        {
            if (await Session.FindAsync<bool>($"SELECT EXISTS (SELECT 1 FROM \"{table}\");"))
                return table;
        }

        return null;
    }

    /// <summary>The types of all columns, by table and name.</summary>
    public async Task<Dictionary<(string Table, string Column), string>> ListTypesAsync() =>
        (await Session.ListAsync<(string Table, string Column, string Type)>(ListColumns)).ToDictionary(row => (row.Table, row.Column), row => row.Type);

    public async Task<NpgsqlTransaction> BeginAsync(CancellationToken cancellationToken) => await _connection.BeginTransactionAsync(cancellationToken);

    /// <summary>Streams rows into a table.</summary>
    /// <remarks>Not asynchronous, like the digest below: a task for each of some dozen million values costs more than the waiting.</remarks>
    public void WriteRows(CopiedTable table, IEnumerable<object?[]> rows)
    {
        using var copy = _connection.BeginBinaryImport($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            copy.StartRow();
            for (var i = 0; i < row.Length; i++)
                Write(copy, row[i], table.Columns[i].Type);
        }

        copy.Complete();
    }

    /// <summary>Reads a table back.</summary>
    public TableDigest Digest(CopiedTable table, Action<long> progress, CancellationToken cancellationToken)
    {
        var digest = new TableDigest();
        var row = new object?[table.Columns.Count];
        using var rows = _connection.BeginBinaryExport($"COPY (SELECT {table.ColumnList} FROM {table.Name}) TO STDOUT (FORMAT BINARY)");
        while (rows.StartRow() >= 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < row.Length; i++)
                row[i] = Read(rows, table.Columns[i].Type);
            digest.Add(row);
            if (digest.Rows % ProgressRows == 0)
                progress(ProgressRows);
        }

        return digest;
    }

    public async Task<long> CountScansAsync() => await Session.FindAsync<long>(MovedScansStore.CountAll);

    /// <summary>Removes scans that are not among these.</summary>
    public async Task KeepScansAsync(IEnumerable<long> ids)
    {
        await Session.ExecuteAsync("CREATE TEMP TABLE kept (scan_id BIGINT PRIMARY KEY) ON COMMIT DROP;");
        WriteRows(new CopiedTable("kept", [new CopiedColumn("scan_id", NpgsqlDbType.Bigint)]), ids.Select(id => new object?[] { id }));
        await Session.ExecuteAsync(MovedScansStore.RemoveGone);
    }

    /// <summary>So that the first queries are planned for what is there.</summary>
    public Task AnalyzeAsync() => Session.ExecuteAsync("ANALYZE;");

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static void Write(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type)
    {
        switch (value)
        {
            case null:
                copy.WriteNull();
                break;
            case long number:
                copy.Write(number, type);
                break;
            case double number:
                copy.Write(number, type);
                break;
            case string text:
                copy.Write(text, type);
                break;
            case byte[] bytes:
                copy.Write(bytes, type);
                break;
            default:
                throw new InvalidOperationException($"No column holds a {value.GetType().Name}.");
        }
    }

    private static object? Read(NpgsqlBinaryExporter rows, NpgsqlDbType type)
    {
        if (rows.IsNull)
        {
            rows.Skip();
            return null;
        }

        return type switch
        {
            NpgsqlDbType.Bigint => rows.Read<long>(type),
            NpgsqlDbType.Double => rows.Read<double>(type),
            NpgsqlDbType.Bytea => rows.Read<byte[]>(type),
            _ => rows.Read<string>(type),
        };
    }
}
