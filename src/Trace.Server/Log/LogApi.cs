using System.Text;
using System.Text.Json;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>The log as the owner and the brands see it; what anyone sees of it is in <see cref="LogFilesApi"/>.</summary>
public static class LogApi
{
    public static void MapLog(this IEndpointRouteBuilder app)
    {
        app.MapLogFiles();
        var group = app.MapGroup("/api/v1/log").WithTags("Log");
        group.MapGet("", GetAsync).RequireAuthorization(Policies.Owner).WithName("GetLog")
            .WithSummary("The transparency log: how far it is, what waits, and whether this server signs it")
            .Produces<LogResponse>();
        group.MapGet("/records", ListAsync).RequireAuthorization(Policies.BrandAdmin).WithName("ListLogRecords")
            .WithSummary("What the brand entered in the log, newest first, with what opens each leaf")
            .Produces<Page<LogRecordResponse>>();
        group.MapPost("/resume", ResumeAsync).RequireAuthorization(Policies.Owner).WithName("ResumeLog")
            .WithSummary("Sign again after a restore, if the database holds all of the latest checkpoint that was published")
            .WithProblems("invalid_checkpoint", "log_behind", "log_inconsistent")
            .Produces<LogResponse>();
        group.MapPost("/restart", RestartAsync).RequireAuthorization(Policies.Owner).WithName("RestartLog")
            .WithSummary("End the log and begin another under a new name; the old one stays readable")
            .WithProblems("invalid_log")
            .Produces<LogResponse>();
    }

    private static async Task<IResult> GetAsync(Database database, PublishedLog published, Sequencer sequencer) =>
        await database.ReadAsync(session => DescribeAsync(session, published, sequencer)) is { } log
            ? TypedResults.Ok(log)
            : new Failure("not_found", "The database knows no log that can be believed. If there is a file log-checkpoint of an earlier one, begin another.");

    private static async Task<IResult> ListAsync(string? cursor, int? limit, Caller caller, Database database)
    {
        if (caller.IsLimited)
            return new Failure("forbidden", "This caller is limited to products or sites, and the log's records are the whole brand's.");
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, long.MaxValue).TryGet(out var page, out var failure))
            return failure;
        var rows = await database.ReadAsync(session => LogRecordsStore.ListAsync(session, caller.BrandId, page.Before, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, row => row.ToResponse(), row => Paging.CursorOf(row.EnteredAt, PublicId.Format(row.RecordId))));
    }

    private static async Task<IResult> ResumeAsync(
        ResumeLogRequest request, Caller caller, LogRecovery recovery, Database database, PublishedLog published, Sequencer sequencer) =>
        (await recovery.ResumeAsync(caller, request.Checkpoint)).TryGet(out _, out var failure) ? await GetAsync(database, published, sequencer) : failure;

    private static async Task<IResult> RestartAsync(
        RestartLogRequest request, Caller caller, LogRecovery recovery, Database database, PublishedLog published, Sequencer sequencer) =>
        (await recovery.RestartAsync(caller, request.Ends)).TryGet(out _, out var failure) ? await GetAsync(database, published, sequencer) : failure;

    private static async Task<LogResponse?> DescribeAsync(Session session, PublishedLog published, Sequencer sequencer)
    {
        if (await LogsStore.FindCurrentAsync(session) is not { } current)
            return null;
        var view = published.Shown is { } shown && shown.Log.LogNumber == current.LogNumber ? shown : LogView.Believed(current);
        if (view == null)
            return null;
        var cosignatures = await LogsStore.ListCosignaturesAsync(session, current.LogNumber);
        return new LogResponse(
            view.Log.Origin,
            LogKey.FindVerifier(view.Log)?.ToString() ?? "",
            JsonNamingPolicy.SnakeCaseLower.ConvertName(published.State.ToString()),
            view.Checkpoint.Size,
            DateTimeOffset.FromUnixTimeMilliseconds(view.Log.PublishedAt),
            sequencer.Backlog.Waiting,
            UnixTime.Of(sequencer.Backlog.OldestAt),
            Encoding.UTF8.GetString(LogNotes.WithWitnesses(view.Log.Note, cosignatures)),
            [.. cosignatures.Select(row => new LogWitnessInfo(row.Witness, row.Size, DateTimeOffset.FromUnixTimeMilliseconds(row.CosignedAt)))]);
    }
}
