using Dapper;

namespace Trace.Server.Storage;

/// <summary>One sealed value: the key of its row, its bytes, and what it is for.</summary>
public sealed record SealedValue(IReadOnlyList<object> Key, byte[] Sealed, string Purpose);

/// <summary>A column that holds values under the master key. Each slice declares its own, so that all can be sealed again under another key.</summary>
public sealed class SealedColumn
{
    private readonly IReadOnlyList<string> _keyColumns;
    private readonly Func<Session, string, object, Task<IReadOnlyList<SealedValue>>> _list;
    private readonly string _select;

    private SealedColumn(string table, string column, IReadOnlyList<string> keyColumns, string select, Func<Session, string, object, Task<IReadOnlyList<SealedValue>>> list)
    {
        (Table, Column, _keyColumns, _select, _list) = (table, column, keyColumns, select, list);
    }

    public string Table { get; }

    public string Column { get; }

    /// <param name="table">The table.</param>
    /// <param name="column">The column of sealed values.</param>
    /// <param name="keyColumns">The columns of the primary key.</param>
    /// <param name="select">SELECT … FROM the table, without WHERE.</param>
    /// <param name="key">The values of the key's columns.</param>
    /// <param name="sealedValue">The sealed value; null or empty if the row has none.</param>
    /// <param name="purpose">What the value was sealed for.</param>
    public static SealedColumn Of<TRow>(
        string table,
        string column,
        IReadOnlyList<string> keyColumns,
        string select,
        Func<TRow, IReadOnlyList<object>> key,
        Func<TRow, byte[]?> sealedValue,
        Func<TRow, string> purpose) => new(
        table,
        column,
        keyColumns,
        select,
        async (session, sql, parameters) => [.. (await session.ListAsync<TRow>(sql, parameters)).Select(row => new SealedValue(key(row), sealedValue(row) ?? [], purpose(row)))]);

    /// <summary>In the order of the primary key, behind a value seen before.</summary>
    public Task<IReadOnlyList<SealedValue>> ListAsync(Session session, SealedValue? after, int limit)
    {
        var columns = string.Join(", ", _keyColumns);
        var parameters = KeyOf(after);
        parameters.Add("Limit", limit);
        var where = after == null ? "" : $"WHERE ({columns}) > ({string.Join(", ", _keyColumns.Select((_, i) => $"@Key{i}"))})";
        return _list(session, $"{_select} {where} ORDER BY {columns} LIMIT @Limit;", parameters);
    }

    /// <summary>False when the value is not what it was when it was read: whoever changed it sealed it anew.</summary>
    public async Task<bool> ReplaceAsync(Session session, SealedValue old, byte[] sealedAgain)
    {
        var parameters = KeyOf(old);
        parameters.Add("Old", old.Sealed);
        parameters.Add("New", sealedAgain);
        var where = string.Join(" AND ", _keyColumns.Select((name, i) => $"{name} = @Key{i}"));
        return await session.ExecuteAsync($"UPDATE {Table} SET {Column} = @New WHERE {where} AND {Column} = @Old;", parameters) == 1;
    }

    private static DynamicParameters KeyOf(SealedValue? value)
    {
        var parameters = new DynamicParameters();
        for (var i = 0; i < value?.Key.Count; i++)
            parameters.Add($"Key{i}", value.Key[i]);
        return parameters;
    }
}
