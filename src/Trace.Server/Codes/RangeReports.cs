using System.Globalization;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Codes;

/// <summary>Reports on units of a batch that was found for the caller: for the API and the console alike.</summary>
public sealed class RangeReports(StatusReporting reporting, LateReports late)
{
    /// <summary>An index range and what is said of it.</summary>
    public Outcome<ReportedRange> Parse(Batch batch, SetStatusRequest request)
    {
        if (request.From is not { } from || request.To is not { } to || from < 0 || from > to || to >= batch.Quantity)
        {
            return new Failure("invalid_range", string.Create(
                CultureInfo.InvariantCulture,
                $"`from` and `to` are indexes 0 to {batch.Quantity - 1} of batch {batch.Id}, `from` not after `to`."));
        }

        return reporting.Parse(request.Status, request.At).TryGet(out var parsed, out var failure) ? new ReportedRange(from, to, parsed.Status, parsed.At) : failure;
    }

    /// <summary>Records them, and takes the scans that are there already of units that should not have been scanned.</summary>
    public async Task<Outcome<IReadOnlyList<StatusReportRow>>> RecordAsync(Batch batch, Caller caller, IReadOnlyList<ReportedRange> ranges)
    {
        var outcome = await reporting.RecordAsync(batch, caller, ranges);
        if (outcome.TryGet(out _, out _))
            await late.TakeAsync(batch, ranges);
        return outcome;
    }
}
