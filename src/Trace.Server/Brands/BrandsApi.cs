using Trace.Server.Audit;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Brands, made by the owner.</summary>
public static class BrandsApi
{
    private const int MaxNameLength = 100;

    public static void MapBrands(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands").WithTags("Brands");
        group.MapPost("", CreateAsync).RequireAuthorization(Policies.Owner).WithName("CreateBrand")
            .WithSummary("Create a brand with its first keys")
            .WithProblems("slug_taken", "invalid_brand")
            .Produces<BrandResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).RequireAuthorization(Policies.Owner).WithName("ListBrands").WithSummary("List brands")
            .Produces<Page<BrandResponse>>();
        group.MapGet("/{brandId}", GetAsync).RequireAuthorization(Policies.AnyRole).WithName("GetBrand").WithSummary("One brand; the caller's own, or any for the owner")
            .Produces<BrandResponse>();
    }

    public static Failure UnknownBrand(string brandId) => new("not_found", $"There is no brand {brandId}.");

    private static async Task<IResult> CreateAsync(
        CreateBrandRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandKeys keys, AuditTrail audit, TimeProvider clock)
    {
        if (Problem(request) is { } problem)
            return problem;

        var now = clock.GetUtcNow();
        var row = new BrandRow(
            PublicId.Create(), request.Slug!, request.Name!, Origin("https", request.Host!), now.ToUnixTimeMilliseconds());
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateBrandRequest),
            ServerJson.Default.BrandResponse,
            async session =>
            {
                var added = await AddAsync(session, keys, row, now);
                if (added.TryGet(out var created, out _))
                    await audit.AddAsync(session, caller, brandId: 0, new AuditedChange("brand.create", created.Value.Id, New: request));
                return added;
            });
    }

    /// <summary>Adds a brand and its first keys.</summary>
    public static async Task<Outcome<Creation<BrandResponse>>> AddAsync(
        Session session, BrandKeys keys, BrandRow row, DateTimeOffset now)
    {
        if (!await BrandsStore.AddAsync(session, row))
            return new Failure("slug_taken", $"Another brand has the slug `{row.Slug}`.");
        if (!await keys.CreateAsync(session, row.BrandId, now))
            return new Failure("invalid_brand", "All 65,535 key ids of this deployment are used.");
        var response = ToResponse(row);
        return new Creation<BrandResponse>(response, $"/api/v1/brands/{response.Id}");
    }

    /// <summary>Scheme and host in lower case.</summary>
    public static string Origin(string scheme, string host)
    {
#pragma warning disable CA1308 // Hosts are written in lower case.
        return $"{scheme}://{host.ToLowerInvariant()}";
#pragma warning restore CA1308
    }

    private static async Task<IResult> ListAsync(string? cursor, int? limit, Database database)
    {
        if (!Paging.ParseById(cursor, limit).TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => BrandsStore.ListAsync(session, page.After, page.Size + 1));
        return TypedResults.Ok(Paging.Of(rows, page.Size, ToResponse, row => PublicId.Format(row.BrandId)));
    }

    private static async Task<IResult> GetAsync(string brandId, Caller caller, Database database) =>
        PublicId.TryParse(brandId, out var id)
        && caller.MayManage(id)
        && await database.ReadAsync(session => BrandsStore.FindAsync(session, id)) is { } row
            ? TypedResults.Ok(ToResponse(row))
            : UnknownBrand(brandId);

    internal static BrandResponse ToResponse(BrandRow row) => new(
        PublicId.Format(row.BrandId),
        row.Name,
        row.Slug,
        row.Origin[(row.Origin.IndexOf("//", StringComparison.Ordinal) + 2)..],
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private static Failure? Problem(CreateBrandRequest request)
    {
        var problem = PlainText.Problem(request.Name, "name", MaxNameLength)
            ?? (BrandSlug.Is(request.Slug) ? null : $"`slug` is 1 to {BrandSlug.MaxLength} lower case letters, digits and single hyphens.")
            ?? BrandHost.Problem(request.Host);
        return problem == null ? null : new Failure("invalid_brand", problem);
    }
}
