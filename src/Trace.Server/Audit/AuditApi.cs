using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Core;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Audit;

/// <summary>The audit trail, to read and export. Nothing here writes; nothing anywhere changes an entry.</summary>
public static partial class AuditApi
{
    private const int ExportPage = 1000;

    public static void AddAudit(this IServiceCollection services) => services.AddSingleton<AuditTrail>();

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithTags("Audit");
        group.MapGet("/brands/{brandId}/audit", ListAsync).RequireAuthorization(Policies.OwnerOrBrandAdmin).WithName("ListAudit")
            .WithSummary("Who did what in a brand, newest first")
            .Produces<Page<AuditEntry>>();
        group.MapGet("/brands/{brandId}/audit/export", ExportAsync).RequireAuthorization(Policies.OwnerOrBrandAdmin).WithName("ExportAudit")
            .WithoutRequestTimeout()
            .WithSummary("The whole audit trail of a brand, newest first, streamed as NDJSON")
            .WithLines<AuditEntry>()
            .Produces<string>(contentType: MediaTypes.Ndjson);
        group.MapGet("/audit", ListOfDeploymentAsync).RequireAuthorization(Policies.Owner).WithName("ListDeploymentAudit")
            .WithSummary("Who did what in the deployment: brands, owners, master key; newest first")
            .Produces<Page<AuditEntry>>();
    }

    private static Task<IResult> ListAsync(
        string brandId, string? cursor, int? limit, string? action, string? from, Caller caller, Database database) =>
        WholeBrand.Parse(brandId, caller).TryGet(out var id, out var failure)
            ? PageAsync(id, cursor, limit, action, from, database)
            : Task.FromResult<IResult>(failure);

    private static Task<IResult> ListOfDeploymentAsync(string? cursor, int? limit, string? action, string? from, Database database) =>
        PageAsync(brandId: 0, cursor, limit, action, from, database);

    private static async Task<IResult> PageAsync(long brandId, string? cursor, int? limit, string? action, string? from, Database database)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, long.MaxValue).TryGet(out var page, out var problem))
            return problem;
        if (action != null && !Action().IsMatch(action))
            return new Failure("invalid_request", "`action` is a thing and a verb, such as api_key.create.");
        var start = default(DateTimeOffset);
        if (from != null && !Rfc3339.TryParse(from, out start))
            return new Failure("invalid_request", "`from` is a time with its offset from UTC, such as 2026-11-24T09:30:00Z.");
        var rows = await database.ReadAsync(session => AuditStore.ListAsync(
            session, brandId, page.Before, from == null ? long.MinValue : start.ToUnixTimeMilliseconds(), action, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToEntry, CursorOf));
    }

    private static IResult ExportAsync(string brandId, Caller caller, Database database, HttpContext context)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var failure))
            return failure;
        return TypedResults.Stream(
            async output =>
            {
                var before = (Time: long.MaxValue, Id: long.MaxValue);
                IReadOnlyList<AuditRow> rows;
                do
                {
                    rows = await database.ReadAsync(
                        session => AuditStore.ListAsync(session, id, before, long.MinValue, action: null, ExportPage), context.RequestAborted);
                    foreach (var row in rows)
                    {
                        await JsonSerializer.SerializeAsync(output, ToEntry(row), ServerJson.Default.AuditEntry, context.RequestAborted);
                        await output.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
                        before = (row.At, row.AuditId);
                    }
                }
                while (rows.Count == ExportPage);
            },
            MediaTypes.Ndjson,
            $"audit-{brandId}.ndjson");
    }

    public static AuditEntry ToEntry(AuditRow row) => new(
        CursorOf(row),
        DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        new AuditActor(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(row.ActorKind), row.ActorId == 0 ? null : PublicId.Format(row.ActorId), row.Network),
        row.Action,
        row.Target,
        ToJson(row.OldValue),
        ToJson(row.NewValue));

    private static JsonElement? ToJson(string? text) => text == null ? null : JsonElement.Parse(text);

    private static string CursorOf(AuditRow row) => Paging.CursorOf(row.At, PublicId.Format(row.AuditId));

    [GeneratedRegex("^[a-z_]{1,40}\\.[a-z_]{1,40}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Action();
}
