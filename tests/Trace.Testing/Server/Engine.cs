using Xunit;

namespace Trace.Testing;

/// <summary>The two databases behind the service. A test of the server runs on both: <c>[Theory, ClassData(typeof(BothEngines))]</c>.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}

public sealed class BothEngines : TheoryData<Engine>
{
    public BothEngines() => AddRange(Engine.Sqlite, Engine.Postgres);
}

public static class Engines
{
    /// <summary>A connection string to a fresh database; null for SQLite, which lives in the data folder.</summary>
    public static async Task<string?> CreateDatabaseAsync(this Engine engine) =>
        engine == Engine.Postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null;
}
