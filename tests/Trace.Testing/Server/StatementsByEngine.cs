namespace Trace.Testing;

/// <summary>
/// Dapper compiles each statement's parameters and rows once for every connection string, which is here once for every test's
/// database. All databases of an engine have the same schema, so they may share what was compiled.
/// </summary>
internal sealed class StatementsByEngine : IEqualityComparer<string>
{
    public bool Equals(string? x, string? y) => IsSqlite(x) == IsSqlite(y);

    public int GetHashCode(string obj) => IsSqlite(obj) ? 1 : 2;

    private static bool IsSqlite(string? connectionString) => connectionString?.StartsWith("Data Source=", StringComparison.Ordinal) == true;
}
