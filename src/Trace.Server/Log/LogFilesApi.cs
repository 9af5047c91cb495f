using Microsoft.Net.Http.Headers;
using Trace.Core.TransparencyLog;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>The files of the logs, for anyone: <c>api-specs/transparency-log.md</c>, C2SP tlog-tiles. The first log is <c>/log/…</c>, later ones <c>/log/2/…</c> and so on.</summary>
public static class LogFilesApi
{
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string Text = "text/plain; charset=utf-8";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapLogFiles(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/log").AllowAnonymous().ExcludeFromDescription().RequireRateLimiting(RateLimitPolicies.LogFiles);
        group.MapMethods("/checkpoint", Reading, (HttpContext context, Database database, PublishedLog published) => CheckpointAsync(1, context, database, published));
        group.MapMethods("/key", Reading, (Database database) => KeyAsync(1, database));
        group.MapMethods("/tile/{**path}", Reading, (string? path, HttpContext context, Database database) => TileAsync(1, path, context, database));
        group.MapMethods("/{number:int:min(2)}/checkpoint", Reading, (int number, HttpContext context, Database database, PublishedLog published) => CheckpointAsync(number, context, database, published));
        group.MapMethods("/{number:int:min(2)}/key", Reading, (int number, Database database) => KeyAsync(number, database));
        group.MapMethods("/{number:int:min(2)}/tile/{**path}", Reading, (int number, string? path, HttpContext context, Database database) => TileAsync(number, path, context, database));
    }

    /// <summary>Of the log that is written what this server has in its file; of an earlier one what the database has.</summary>
    private static async Task<IResult> CheckpointAsync(long number, HttpContext context, Database database, PublishedLog published)
    {
        context.Response.Headers.CacheControl = "no-cache";
        var note = await database.ReadAsync(async session =>
        {
            var shown = published.Shown;
            var latest = shown?.Log.LogNumber == number ? shown.Log.Note : shown?.Log.LogNumber > number ? (await LogsStore.FindAsync(session, number))?.Note : null;
            return latest == null ? null : LogNotes.WithWitnesses(latest, await LogsStore.ListCosignaturesAsync(session, number));
        });
        return note == null ? NoFile() : TypedResults.Bytes(note, Text);
    }

    private static async Task<IResult> KeyAsync(long number, Database database) =>
        await database.ReadAsync(session => LogsStore.FindAsync(session, number)) is { } row && LogKey.FindVerifier(row) is { } verifier
            ? TypedResults.Text(verifier + "\n", Text)
            : NoFile();

    private static async Task<IResult> TileAsync(long number, string? path, HttpContext context, Database database)
    {
        if (!TilePath.TryParse("tile/" + path, out var tile)
            || await database.ReadAsync(session => new SessionTiles(session, number).ReadAsync(tile).AsTask()) is not { } bytes)
            return NoFile();
        context.Response.Headers[HeaderNames.CacheControl] = ForEver;
        return new Octets(bytes);
    }

    private static IResult NoFile() => new Failure("not_found", "The log has no such file, or not yet.");

    /// <summary>Sent as it is: what is cached for ever has no form that depends on who asks.</summary>
    private sealed class Octets(ReadOnlyMemory<byte> bytes) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/octet-stream";
            httpContext.Response.ContentLength = bytes.Length;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
                await httpContext.Response.BodyWriter.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}
