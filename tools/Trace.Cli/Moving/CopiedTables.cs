using NpgsqlTypes;
using Trace.Server.Verification;

namespace Trace.Cli.Moving;

/// <summary>Which tables and columns go over: all there are, but for what one process keeps for itself on SQLite.</summary>
internal static class CopiedTables
{
    private static readonly Dictionary<string, NpgsqlDbType> Types = new(StringComparer.Ordinal)
    {
        ["bigint"] = NpgsqlDbType.Bigint,
        ["text"] = NpgsqlDbType.Text,
        ["bytea"] = NpgsqlDbType.Bytea,
        ["double precision"] = NpgsqlDbType.Double,
    };

    /// <summary>A table or column that is on one side only, or of a type not known here, is refused: left out it would be lost in silence.</summary>
    public static async Task<IReadOnlyList<CopiedTable>> MatchAsync(SqliteSourceStore source, PostgresTargetStore target)
    {
        var types = await target.ListTypesAsync();
        var tables = new List<CopiedTable>();
        foreach (var (table, columns) in source.ListTables())
        {
            if (MovedScansStore.OnSqliteAlone.Contains(table))
                continue;
            var copied = columns.Where(column => !MovedScansStore.OnSqliteAlone.Contains($"{table}.{column}"))
                .Select(column => new CopiedColumn(column, types.TryGetValue((table, column), out var type) && Types.TryGetValue(type, out var known)
                    ? known
                    : throw Unknown($"{table}.{column}")))
                .ToList();
            if (types.Keys.FirstOrDefault(key => key.Table == table && !columns.Contains(key.Column, StringComparer.Ordinal)).Column is { } alone)
                throw Unknown($"{table}.{alone}");
            tables.Add(new CopiedTable(table, copied));
        }

        return tables;
    }

    private static CliException Unknown(string column) =>
        new(ExitCode.Failed, "schema_differs", $"Column {column} is not the same in both databases; this version of trace cannot copy it.");
}
