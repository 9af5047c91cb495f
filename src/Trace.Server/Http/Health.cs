using Trace.Server.Storage;

namespace Trace.Server.Http;

/// <summary>Live: the process answers. Ready: start-up is over, the end is not asked for, and the database answers too.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/health").WithTags("Health").AllowAnonymous().DisableRateLimiting();
        group.MapGet("/live", () => TypedResults.Text("live")).WithName("GetLive").WithSummary("Whether the process runs")
            .Produces<string>(contentType: "text/plain");
        group.MapMethods("/live", [HttpMethods.Head], () => TypedResults.Text("live")).ExcludeFromDescription();
        group.MapMethods("/ready", [HttpMethods.Head], ReadyAsync).ExcludeFromDescription();
        group.MapGet("/ready", ReadyAsync).WithName("GetReady").WithSummary("Whether requests can be served")
            .WithProblems("not_ready", "storage_unavailable")
            .Produces<string>(contentType: "text/plain");
    }

    private static async Task<IResult> ReadyAsync(Database database, StartupState startup, IHostApplicationLifetime lifetime, HttpContext context)
    {
        if (!startup.IsOver)
            return new Failure("not_ready", "The server is starting.") { RetryAfterSeconds = 1 };
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new Failure("not_ready", "The server is stopping.") { RetryAfterSeconds = 1 };
        try
        {
            await Migrator.FindNewestAsync(database, context.RequestAborted);
            return TypedResults.Text("ready");
        }
        catch (System.Data.Common.DbException)
        {
            return StorageFault.ToFailure("The database does not answer.");
        }
    }
}

/// <summary>Whether everything that happens before the first request has happened.</summary>
public sealed class StartupState
{
    public bool IsOver { get; set; }
}
