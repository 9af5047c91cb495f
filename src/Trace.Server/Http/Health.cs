using Trace.Server.Storage;

namespace Trace.Server.Http;

/// <summary>Live: the process answers. Ready: the database does too.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", () => TypedResults.Text("live")).WithName("GetLive").WithSummary("Whether the process runs");
        group.MapGet("/ready", ReadyAsync).WithName("GetReady").WithSummary("Whether requests can be served").Produces<string>(contentType: "text/plain");
    }

    private static async Task<IResult> ReadyAsync(Database database, HttpContext context)
    {
        try
        {
            await database.ReadAsync(session => session.FindAsync<long>("SELECT COUNT(*) FROM schema_migration;"), context.RequestAborted);
            return TypedResults.Text("ready");
        }
        catch (System.Data.Common.DbException)
        {
            return new Failure("storage_unavailable", "The database does not answer.") { RetryAfterSeconds = 2 };
        }
    }
}
