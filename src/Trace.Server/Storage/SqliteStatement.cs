using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Trace.Server.Storage;

/// <summary>A statement that is prepared once and run for every scan, without what ADO.NET makes for each run. Part of the connection's transaction.</summary>
public sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    /// <param name="place">From 1.</param>
    /// <param name="value">What to put there.</param>
    public void Bind(int place, long value) => Check(raw.sqlite3_bind_int64(_statement, place, value));

    public void Bind(int place, long? value) =>
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, place, number) : raw.sqlite3_bind_null(_statement, place));

    public void Bind(int place, string? value) =>
        Check(value is { } text ? raw.sqlite3_bind_text(_statement, place, text) : raw.sqlite3_bind_null(_statement, place));

    public void Bind(int place, byte[]? value) =>
        Check(value == null ? raw.sqlite3_bind_null(_statement, place) : raw.sqlite3_bind_blob(_statement, place, value));

    public void Bind(int place, double? value) =>
        Check(value is { } number ? raw.sqlite3_bind_double(_statement, place, number) : raw.sqlite3_bind_null(_statement, place));

    /// <summary>Whether there is a row. To be followed by <see cref="Reset"/>.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return result == raw.SQLITE_ROW;
        // The message is the connection's until the next call.
        try
        {
            SqliteException.ThrowExceptionForRC(result, _connection);
            return false;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a statement that has no rows.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <param name="column">From 0.</param>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Empty for NULL; valid until the next call.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Not for NULL.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _connection);
    }
}
