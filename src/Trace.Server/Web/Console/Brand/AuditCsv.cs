using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Brand;

/// <summary>The audit trail as a file for spreadsheets.</summary>
public static class AuditCsv
{
    public const string Path = "/console/audit.csv";

    private static readonly string[] Columns = ["at", "actor_kind", "actor", "network", "action", "target", "old", "new"];

    public static Task WriteAsync(string? action, string? from, Caller caller, AuditLists lists, HttpContext context, CancellationToken cancellationToken) =>
        lists.Stream(caller, PublicId.Format(caller.BrandId), new AuditFilter(action, from), cancellationToken).TryGet(out var entries, out var failure)
            ? CsvFile.WriteAsync(context, "audit", Columns, entries.Select<AuditEntry, IReadOnlyList<string?>>(entry =>
            [
                CsvFile.Time(entry.At), entry.Actor.Kind, entry.Actor.Id, entry.Actor.Network, entry.Action, entry.Target, entry.Old?.GetRawText(), entry.New?.GetRawText(),
            ]))
            : failure.ExecuteAsync(context);
}
