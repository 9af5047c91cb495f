namespace Trace.Server;

/// <summary>The settings a deployment can make, from command line, environment or JSON like any ASP.NET Core setting.</summary>
/// <param name="DataFolder"><c>data</c>: where the database, the master key and the owner's API key are.</param>
/// <param name="Database"><c>database</c>: a PostgreSQL connection string; empty for SQLite in the data folder.</param>
/// <param name="Demo"><c>demo</c>: set up a demo brand.</param>
/// <param name="DemoHost"><c>demo-host</c>: the host on the demo's labels; the listening address if empty.</param>
/// <param name="LabelStockFile"><c>label-stock</c>: a JSON file with label stock of your own.</param>
public sealed record TraceSettings(string DataFolder, string? Database, bool Demo, string? DemoHost, string? LabelStockFile)
{
    public static TraceSettings From(IConfiguration configuration) => new(
        Path.GetFullPath(configuration["data"] is { Length: > 0 } data ? data : "./data"),
        configuration["database"],
        configuration.GetValue("demo", defaultValue: false),
        configuration["demo-host"],
        configuration["label-stock"]);
}
