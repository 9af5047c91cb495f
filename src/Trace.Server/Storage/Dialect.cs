namespace Trace.Server.Storage;

/// <summary>The two engines. One statement serves both by default; a difference names its reason beside it.</summary>
public enum Dialect
{
    Sqlite,
    Postgres,
}
