using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Storage;
using Trace.Server.Tests.Log;
using Trace.Server.Verification;
using Trace.Testing;

namespace Trace.Server.Tests;

/// <summary>The database behind a running server, past the server: what is in it, and what someone does to it who owns it.</summary>
public static class DatabaseContent
{
    public static Database Database(this RunningServer server) => server.Services.GetRequiredService<Database>();

    public static Task<int> ExecuteAsync(this RunningServer server, string sql, object? parameters = null) =>
        server.Database().WriteAsync(session => session.ExecuteAsync(sql, parameters));

    public static Task<T?> FindAsync<T>(this RunningServer server, string sql, object? parameters = null) =>
        server.Database().ReadAsync(session => session.FindAsync<T>(sql, parameters));

    /// <summary>How many rows each table has.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountRowsAsync(this RunningServer server)
    {
        // What waits for the log would get its tiles later.
        await server.SequenceAsync();
        return (await ReadAsync(server)).ToDictionary(table => table.Key, table => table.Value.Count);
    }

    /// <summary>
    /// Every row of every table as text, bytes in hexadecimal: equal before and after means that nothing was changed. When keys and
    /// sessions were used last is written behind, at any time, and left out.
    /// </summary>
    public static async Task<string> DumpAsync(this RunningServer server)
    {
        // What follows behind would look like a change later.
        await server.Services.GetRequiredService<Scans>().FlushAsync();
        await server.Services.GetRequiredService<ScanCounts>().WriteAsync();
        await server.SequenceAsync();
        var text = new StringBuilder();
        foreach (var (table, rows) in await ReadAsync(server))
        {
            text.Append(CultureInfo.InvariantCulture, $"{table}\n");
            foreach (var row in rows.Order(StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"  {row}\n");
        }

        return text.ToString();
    }

    public static Task<IReadOnlyList<string>> TablesAsync(Session session) => session.ListAsync<string>(session.Dialect == Dialect.Sqlite
        ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name;"
        : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name;");

    private static Task<SortedDictionary<string, List<string>>> ReadAsync(RunningServer server) => server.Database().ReadAsync(async session =>
    {
        var content = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in await TablesAsync(session))
        {
            await using var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // A name the database gave.
            command.CommandText = $"SELECT * FROM {table};";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            var rows = content[table] = [];
            while (await reader.ReadAsync())
                rows.Add(RowText(reader));
        }

        return content;
    });

    private static string RowText(DbDataReader reader) => string.Join('|', Enumerable.Range(0, reader.FieldCount).Where(column => reader.GetName(column) is not ("last_used_at" or "seen_at")).Select(column => reader.GetValue(column) switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DBNull => "null",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    }));
}
