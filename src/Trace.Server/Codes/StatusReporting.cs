using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>One report on units of a batch, both ends inclusive; the time in Unix milliseconds, null for the time it is recorded.</summary>
public sealed record ReportedRange(long From, long To, UnitStatus Status, long? At);

/// <summary>Reads status reports and records them: all of a request, or nothing.</summary>
public sealed class StatusReporting(Database database, CodeIdentifier identifier, BatchCatalog catalog, LoggedCodes log, AuditTrail audit, TimeProvider clock)
{
    private const int MaxErrors = 1000;
    private const int MaxLines = 100_000;
    private const int MaxAudited = 100;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public Outcome<(UnitStatus Status, long? At)> Parse(string? status, DateTimeOffset? at)
    {
        if (status == null || !Words.ReportedStatuses.TryGetValue(status, out var parsed))
            return new Failure("invalid_status", $"`status` is one of {string.Join(", ", Words.ReportedStatuses.Keys)}.");
        if (at > clock.GetUtcNow() + ClockSkew)
            return new Failure("invalid_status", "`at` lies in the future.");
        if (at is { Year: < 2000 })
            return new Failure("invalid_status", "`at` lies before the year 2000.");
        return (parsed, at?.ToUnixTimeMilliseconds());
    }

    /// <summary>Reads lines of codes or serials; neighbours with the same status become one range.</summary>
    public async Task<Outcome<IReadOnlyList<ReportedRange>>> ParseLinesAsync(
        Batch batch, Stream body, string? status, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var ranges = new List<ReportedRange>();
        var errors = new List<LineError>();
        var refused = 0L;
        using var reader = new StreamReader(new BoundedLinesStream(body));
        for (var number = 1L; await reader.ReadLineAsync(cancellationToken) is { } text; number++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var (range, code, problem) = await ParseLineAsync(batch, text, status, at);
            if (ranges.Count + refused == MaxLines)
                return new Failure("invalid_lines", $"One report has at most {MaxLines:N0} lines; nothing was recorded.");
            if (range != null)
                ranges.Add(range);
            else if (++refused <= MaxErrors)
                errors.Add(new LineError(number, code, problem));
        }

        if (refused > 0)
            return new Failure("invalid_lines", $"{(refused == 1 ? "1 line was" : $"{refused} lines were")} refused; nothing was recorded.") { Errors = errors };
        return ranges.Count == 0
            ? new Failure("invalid_lines", "The body has no lines.")
            : Outcome.Of<IReadOnlyList<ReportedRange>>(Merge(ranges));
    }

    /// <summary>Appends the reports in one transaction.</summary>
    public async Task<Outcome<IReadOnlyList<StatusReportRow>>> RecordAsync(
        Batch batch, Caller caller, IReadOnlyList<ReportedRange> ranges)
    {
        if (caller.Role != Roles.BrandAdmin && ranges.Any(range => range.Status is UnitStatus.Recalled or UnitStatus.Retired))
            return new Failure("forbidden", "Only a brand_admin may recall or retire units.");

        var known = await catalog.TimelineAsync(batch);
        return await database.TryWriteAsync(session => RecordAsync(session, batch, caller, ranges, known));
    }

    private async Task<Outcome<IReadOnlyList<StatusReportRow>>> RecordAsync(
        Session session, Batch batch, Caller caller, IReadOnlyList<ReportedRange> ranges, StatusTimeline known)
    {
        await StatusReportsStore.LockAsync(session, batch.Number);
        var timeline = known.With((await StatusReportsStore.ListAfterAsync(session, batch.Number, known.LastEntry)).Select(row => row.ToReport()).ToList());
        // What is recorded later without a time of its own must hold: a recall whose list took long to send, or one that follows a
        // report whose sender's clock is ahead. So both times are those of this moment, when no other report can come between.
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var dated = ranges.Select(range => range with { At = Math.Min(range.At ?? now, now) }).ToList();
        if (caller.Role != Roles.BrandAdmin && FindProtected(timeline, dated) is { } protectedRun)
        {
            return new Failure(
                "status_protected",
                $"Units {protectedRun.From} to {protectedRun.To} are {Words.Of(protectedRun.Status)}; only a brand_admin may change that.");
        }

        var entry = timeline.LastEntry;
        var rows = dated.Select(range => new StatusReportRow(
            batch.Number, ++entry, batch.BrandId, range.From, range.To, range.Status.ToString(), range.At!.Value, now, caller.Id)).ToList();
        await StatusReportsStore.AddAsync(session, batch.Number, rows);
        await log.StatusReportedAsync(session, batch, rows);
        await audit.AddAsync(session, caller, ToAudit(batch, dated, timeline));
        return rows;
    }

    /// <summary>The history of the batch has every range; the trail has enough to see what was done.</summary>
    private static AuditedChange ToAudit(Batch batch, IReadOnlyList<ReportedRange> ranges, StatusTimeline before) => new(
        "batch.report_status",
        batch.Id,
        ranges.Take(MaxAudited).SelectMany(range => before.Within(range.From, range.To)).Take(MaxAudited)
            .Select(run => new { run.From, run.To, Status = Words.Of(run.Status) }),
        new
        {
            Units = ranges.Sum(range => range.To - range.From + 1),
            Ranges = ranges.Take(MaxAudited).Select(range => new { range.From, range.To, Status = Words.Of(range.Status) }),
        });

    private static StatusRun? FindProtected(StatusTimeline timeline, IReadOnlyList<ReportedRange> ranges)
    {
        foreach (var range in ranges)
        {
            foreach (var run in timeline.Within(range.From, range.To))
            {
                if (run.Status is UnitStatus.Recalled or UnitStatus.Retired or UnitStatus.Spoiled
                    && run.Status != range.Status
                    && range.At >= run.At)
                {
                    return run;
                }
            }
        }

        return null;
    }

    private async Task<(ReportedRange? Range, string Code, string Problem)> ParseLineAsync(
        Batch batch, string text, string? status, DateTimeOffset? at)
    {
        StatusLine line;
        try
        {
            line = text.TrimStart().StartsWith('"')
                ? new StatusLine(Code: JsonSerializer.Deserialize(text, ServerJson.Default.String))
                : JsonSerializer.Deserialize(text, ServerJson.Default.StatusLine) ?? new StatusLine();
        }
        catch (JsonException exception)
        {
            return (null, "invalid_json", JsonBody.Describe(exception, "The line"));
        }

        if (!Parse(line.Status ?? status, line.At ?? at).TryGet(out var parsed, out var failure))
            return (null, failure.Code, failure.Detail);
        var index = await FindIndexAsync(batch, line.Code, line.Serial);
        return index is { } found
            ? (new ReportedRange(found, found, parsed.Status, parsed.At), "", "")
            : (null, "unknown_serial", $"This is not a code or serial of batch {batch.Id}.");
    }

    private async Task<long?> FindIndexAsync(Batch batch, string? code, string? serial)
    {
        // A line that holds a bare string may hold either.
        ReadCode? read = null;
        if (!(code != null && CodeReader.TryRead(code, out read, out _)) && !CodeReader.TryReadSerial(batch.Gtin, serial ?? code, out read, out _))
            return null;
        var unit = (await identifier.IdentifyAsync(read)).Unit;
        return unit?.Batch.Number == batch.Number ? unit.Index : null;
    }

    private static List<ReportedRange> Merge(List<ReportedRange> ranges)
    {
        var merged = new List<ReportedRange>();
        foreach (var range in ranges.OrderBy(range => range.From).ThenBy(range => range.At ?? long.MaxValue))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Status == range.Status && last.At == range.At && range.From <= last.To + 1)
                merged[^1] = last with { To = Math.Max(last.To, range.To) };
            else
                merged.Add(range);
        }

        return merged;
    }
}
