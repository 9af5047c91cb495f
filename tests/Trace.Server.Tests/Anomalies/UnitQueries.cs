using System.Diagnostics;
using Trace.Testing;

namespace Trace.Server.Tests.Anomalies;

/// <summary>How often a server asks PostgreSQL which units were scanned; of SQLite nothing is seen.</summary>
internal sealed class UnitQueries : IDisposable
{
    private readonly ActivityListener _listener;
    private int _count;

    private UnitQueries(string? database)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Other tests have databases of their own.
                if (activity.GetTagItem("db.namespace") is string asked && asked == database && activity.GetTagItem("db.query.text") is string text && text.Contains("FROM unit\n", StringComparison.Ordinal))
                    Interlocked.Increment(ref _count);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => Volatile.Read(ref _count);

    public static async Task<UnitQueries> CountAsync(RunningServer server, Engine engine) =>
        new(engine == Engine.Postgres ? await server.FindAsync<string>("SELECT current_database();") : null);

    public void Dispose() => _listener.Dispose();
}
