using Microsoft.Data.Sqlite;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Cli.Moving;

/// <summary>The SQLite database that is copied, read only, row by row.</summary>
internal sealed class SqliteSourceStore(string path) : IDisposable
{
    public const string Scan = "scan";
    private const string Unit = "unit";

    private readonly SqliteConnection _connection = SqliteBackup.Open(path, SqliteOpenMode.ReadOnly);

    public string Path => path;

    /// <summary>All its tables with their columns; a table comes after those it refers to.</summary>
    public IReadOnlyList<(string Table, IReadOnlyList<string> Columns)> ListTables()
    {
        var left = Names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migration' ORDER BY name;");
        var references = left.ToDictionary(table => table, table => Names($"SELECT \"table\" FROM pragma_foreign_key_list('{table}');"), StringComparer.Ordinal);
        var ordered = new List<string>();
        while (left.Count > 0)
        {
            var next = left.First(table => references[table].All(other => other == table || ordered.Contains(other, StringComparer.Ordinal)));
            ordered.Add(next);
            left.Remove(next);
        }

        return [.. ordered.Select(table => (table, (IReadOnlyList<string>)Names($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid;")))];
    }

    /// <summary>All rows of a table. Units come as they are when they have caught up with their scans.</summary>
    public IEnumerable<object?[]> ReadRows(CopiedTable table)
    {
        var rows = table.Name == Unit ? $"({MovedScansStore.ListUnits})" : table.Name;
        using var reader = Ask($"SELECT {table.ColumnList} FROM {rows};");
        while (reader.Read())
            yield return Values(reader, 0, table.Columns.Count);
    }

    /// <summary>Scans in the order of their commits, each with its sequence.</summary>
    public IEnumerable<(long Sequence, object?[] Row)> ReadScansAfter(CopiedTable table, long after, int limit)
    {
        using var reader = Ask(MovedScansStore.ListAfter(table.ColumnList), ("@After", after), ("@Limit", limit));
        while (reader.Read())
            yield return (reader.GetInt64(0), Values(reader, 1, table.Columns.Count));
    }

    public IEnumerable<long> ReadScanIds(long upTo)
    {
        using var reader = Ask(MovedScansStore.ListIdsUpTo, ("@To", upTo));
        while (reader.Read())
            yield return reader.GetInt64(0);
    }

    /// <summary>The first days of the months from the oldest scan to the newest.</summary>
    public IReadOnlyList<DateTimeOffset> ListMonths()
    {
        using var reader = Ask(MovedScansStore.FindTimes);
        if (!reader.Read() || reader.IsDBNull(0))
            return [];
        var (oldest, newest) = (DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)));
        var months = new List<DateTimeOffset>();
        for (var month = new DateTimeOffset(oldest.Year, oldest.Month, 1, 0, 0, 0, TimeSpan.Zero); month <= newest; month = month.AddMonths(1))
            months.Add(month);
        return months;
    }

    public long CountScans(long upTo) => One(MovedScansStore.CountUpTo, ("@To", upTo));

    public long Count(CopiedTable table) => One($"SELECT COUNT(*) FROM {(table.Name == Unit ? $"({MovedScansStore.ListUnits})" : table.Name)};");

    public void Dispose() => _connection.Dispose();

    private long One(string sql, params (string Name, long Value)[] parameters)
    {
        using var reader = Ask(sql, parameters);
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    private List<string> Names(string sql)
    {
        var names = new List<string>();
        using var reader = Ask(sql);
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }

    private SqliteDataReader Ask(string sql, params (string Name, long Value)[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Statements of ours, with names the database gave.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteReader();
    }

    private static object?[] Values(SqliteDataReader reader, int first, int count)
    {
        var values = new object?[count];
        for (var i = 0; i < count; i++)
            values[i] = reader.IsDBNull(first + i) ? null : reader.GetValue(first + i);
        return values;
    }
}
