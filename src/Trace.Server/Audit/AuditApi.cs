using System.Text.Json;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Audit;

/// <summary>The audit trail, to read and export. Nothing here writes; nothing anywhere changes an entry.</summary>
public static class AuditApi
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<AuditLists>();
    }

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

    private static async Task<IResult> ListAsync(string brandId, string? cursor, int? limit, string? action, string? from, Caller caller, AuditLists lists) =>
        ToResult(await lists.ListAsync(caller, brandId, new AuditFilter(action, from), cursor, limit));

    private static async Task<IResult> ListOfDeploymentAsync(string? cursor, int? limit, string? action, string? from, AuditLists lists) =>
        ToResult(await lists.ListAsync(brandId: 0, new AuditFilter(action, from), cursor, limit));

    private static IResult ToResult(Outcome<Page<AuditEntry>> outcome) => outcome.TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static IResult ExportAsync(string brandId, Caller caller, AuditLists lists, HttpContext context)
    {
        if (!lists.Stream(caller, brandId, new AuditFilter(), context.RequestAborted).TryGet(out var entries, out var failure))
            return failure;
        return TypedResults.Stream(
            async output =>
            {
                await foreach (var entry in entries)
                {
                    await JsonSerializer.SerializeAsync(output, entry, ServerJson.Default.AuditEntry, context.RequestAborted);
                    await output.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
                }
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

    internal static string CursorOf(AuditRow row) => Paging.CursorOf(row.At, PublicId.Format(row.AuditId));
}
