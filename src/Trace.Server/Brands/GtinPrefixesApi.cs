using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>GS1 Company Prefixes the owner keeps for brands, so that no other brand registers their GTINs first.</summary>
public static class GtinPrefixesApi
{
    public const int MinLength = 4;
    public const int MaxLength = 12;

    public static void MapGtinPrefixes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/gtin-prefixes").WithTags("Brands").RequireAuthorization(Policies.Owner);
        group.MapGet("", ListAsync).WithName("ListGtinPrefixes")
            .WithSummary("List the GTIN prefixes that are reserved")
            .Produces<Page<GtinPrefixResponse>>();
        group.MapPut("/{prefix}", PutAsync).WithName("PutGtinPrefix")
            .WithSummary("Reserve a GTIN prefix for a brand, or move it to another; products registered before stay where they are")
            .WithProblems("invalid_gtin", "unknown_brand")
            .Produces<GtinPrefixResponse>();
        group.MapDelete("/{prefix}", RemoveAsync).WithName("RemoveGtinPrefix")
            .WithSummary("Give up a reserved GTIN prefix")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(string? cursor, int? limit, Database database)
    {
        if (!Paging.Parse<string>(cursor, limit, TryParsePrefix, "").TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => GtinPrefixesStore.ListAsync(session, page.Place, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToResponse, row => row.Prefix));
    }

    private static async Task<IResult> PutAsync(
        string prefix, GtinPrefixRequest request, Caller caller, Database database, AuditTrail audit, TimeProvider clock)
    {
        if (!IsPrefix(prefix))
            return new Failure("invalid_gtin", $"A prefix is {MinLength} to {MaxLength} digits: the GS1 Company Prefix, without the indicator digit.");
        var row = new GtinPrefixRow(
            prefix, PublicId.TryParse(request.BrandId, out var brandId) ? brandId : 0, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var outcome = await database.TryWriteAsync<GtinPrefixRow>(async session =>
        {
            if (await BrandsStore.FindAsync(session, row.BrandId) == null)
                return new Failure("unknown_brand", $"`brandId`: there is no brand {request.BrandId}.");
            var old = await GtinPrefixesStore.FindAsync(session, prefix);
            await GtinPrefixesStore.PutAsync(session, row);
            await audit.AddAsync(session, caller, brandId: 0, new AuditedChange(
                "gtin_prefix.put", prefix, old == null ? null : ToResponse(old), ToResponse(row)));
            return old == null ? row : old with { BrandId = row.BrandId };
        });
        return outcome.TryGet(out var put, out var failure) ? TypedResults.Ok(ToResponse(put)) : failure;
    }

    private static async Task<IResult> RemoveAsync(string prefix, Caller caller, Database database, AuditTrail audit)
    {
        var outcome = await database.TryWriteAsync<string>(async session =>
        {
            if (await GtinPrefixesStore.FindAsync(session, prefix) is not { } old)
                return new Failure("not_found", $"The prefix {prefix} is not reserved.");
            await GtinPrefixesStore.RemoveAsync(session, prefix);
            await audit.AddAsync(session, caller, brandId: 0, new AuditedChange("gtin_prefix.remove", prefix, ToResponse(old)));
            return prefix;
        });
        return outcome.TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;
    }

    private static bool IsPrefix(string text) => text.Length is >= MinLength and <= MaxLength && text.All(char.IsAsciiDigit);

    private static bool TryParsePrefix(string text, out string prefix)
    {
        prefix = text;
        return IsPrefix(text);
    }

    private static GtinPrefixResponse ToResponse(GtinPrefixRow row) =>
        new(row.Prefix, PublicId.Format(row.BrandId), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
}

/// <summary>Whom a GTIN prefix is for.</summary>
public sealed record GtinPrefixRequest(string? BrandId);

/// <summary>A reserved GTIN prefix.</summary>
/// <param name="Prefix">4 to 12 digits: the GS1 Company Prefix.</param>
public sealed record GtinPrefixResponse(string Prefix, string BrandId, DateTimeOffset CreatedAt);
