using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Reports;

/// <summary>Reports of a brand, within the caller's limits: for the API and the console alike.</summary>
public sealed class BrandReports(Database database, ReportSeal seal, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    /// <param name="status">Open, handled, or null for both.</param>
    public async Task<Outcome<Page<ReportResponse>>> ListAsync(Caller caller, string? status, string? gtin, string? cursor, int? limit)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var problem))
            return problem;
        if (status is not (null or ReportsApi.Open or ReportsApi.Handled))
            return UnknownStatus();
        if (gtin != null && !Gtin.TryParse(gtin, out _))
            return new Failure("invalid_request", "`gtin` is not a GTIN.");
        var filter = new ReportFilter(status, Gtin.TryParse(gtin, out var parsed) ? parsed.Value : null);
        var rows = await database.ReadAsync(session => ReportsStore.ListAsync(session, caller, filter, page.Before, page.Size + 1));
        return Paging.Of(rows, page.Size, ReportsApi.ToResponse, row => Paging.CursorOf(row.ReportedAt, PublicId.Format(row.ReportId)));
    }

    /// <summary>With what the person typed; the contact is for brand_admins alone.</summary>
    public async Task<Outcome<ReportDetail>> FindAsync(Caller caller, string reportId) => await FindRowAsync(caller, reportId) is { } row
        ? ReportsApi.Describe(row, seal, withContact: caller.Role == Roles.BrandAdmin)
        : Unknown(reportId);

    public async Task<Outcome<byte[]>> FindPictureAsync(Caller caller, string reportId, int number) =>
        await FindRowAsync(caller, reportId) is { } row && await database.ReadAsync(session => ReportsStore.FindPictureAsync(session, row, number)) is { } content
            ? content
            : Unknown(reportId);

    /// <summary>Handled, or open again.</summary>
    public async Task<Outcome<ReportResponse>> SetStatusAsync(Caller caller, string reportId, string? status)
    {
        var outcome = await ChangeAsync(caller, reportId, async (session, row) =>
        {
            if (status is not (ReportsApi.Open or ReportsApi.Handled))
                return UnknownStatus();
            var handled = status == ReportsApi.Handled;
            if (handled == (row.HandledAt != null))
                return row;
            var changed = row with { HandledAt = handled ? clock.GetUtcNow().ToUnixTimeMilliseconds() : null, HandledBy = handled ? caller.Id : null };
            await ReportsStore.SetHandledAsync(session, changed);
            await audit.AddAsync(session, caller, new AuditedChange("report.status", reportId, ReportsApi.ToResponse(row).Status, status));
            return changed;
        });
        return outcome.TryGet(out var row, out var failure) ? ReportsApi.ToResponse(row) : failure;
    }

    /// <summary>With its contact and pictures.</summary>
    public Task<Outcome<ReportRow>> EraseAsync(Caller caller, string reportId) => ChangeAsync(caller, reportId, async (session, row) =>
    {
        await ReportsStore.RemoveAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("report.erase", reportId));
        return row;
    });

    private async Task<Outcome<ReportRow>> ChangeAsync(Caller caller, string reportId, Func<Session, ReportRow, Task<Outcome<ReportRow>>> change) =>
        PublicId.TryParse(reportId, out var id)
            ? await database.TryWriteAsync<ReportRow>(async session =>
                await ReportsStore.FindAsync(session, caller, id) is { } row ? await change(session, row) : Unknown(reportId))
            : Unknown(reportId);

    private Task<ReportRow?> FindRowAsync(Caller caller, string reportId) => PublicId.TryParse(reportId, out var id)
        ? database.ReadAsync(session => ReportsStore.FindAsync(session, caller, id))
        : Task.FromResult<ReportRow?>(null);

    private static Failure UnknownStatus() => new("invalid_request", "`status` is open or handled.");

    private static Failure Unknown(string id) => new("not_found", $"There is no report {id}.");
}
