using NpgsqlTypes;

namespace Trace.Cli.Moving;

/// <summary>A column both engines have.</summary>
internal sealed record CopiedColumn(string Name, NpgsqlDbType Type);

/// <summary>A table to copy.</summary>
/// <param name="Name">The same in both databases.</param>
/// <param name="Columns">In one order for both.</param>
internal sealed record CopiedTable(string Name, IReadOnlyList<CopiedColumn> Columns)
{
    public string ColumnList => string.Join(", ", Columns.Select(column => column.Name));
}

/// <summary>What was copied of a table, and found equal on both sides.</summary>
/// <param name="Digest">See <see cref="TableDigest"/>.</param>
internal sealed record CopiedRows(string Table, long Rows, string Digest);
