using Trace.Server.Http;

namespace Trace.Server.Brands;

/// <summary>Products of the caller's brand.</summary>
public static class ProductsApi
{
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/products").WithTags("Brands");
        group.MapPost("", CreateAsync).RequireAuthorization(Policies.BrandAdmin).WithName("CreateProduct")
            .WithSummary("Register a product by its GTIN")
            .WithProblems("gtin_taken", "invalid_gtin", "invalid_product")
            .Produces<ProductResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).RequireAuthorization(Policies.ReadingProducts).WithName("ListProducts")
            .WithSummary("List products")
            .Produces<Page<ProductResponse>>();
        group.MapGet("/{gtin}", GetAsync).RequireAuthorization(Policies.ReadingProducts).WithName("GetProduct")
            .WithSummary("One product")
            .Produces<ProductResponse>();
        group.MapPatch("/{gtin}", UpdateAsync).RequireAuthorization(Policies.BrandAdmin).WithName("UpdateProduct")
            .WithSummary("Change a product; its GTIN only while no codes exist")
            .WithProblems("gtin_taken", "gtin_in_use", "invalid_gtin", "invalid_product")
            .Produces<ProductResponse>();
    }

    private static async Task<IResult> CreateAsync(CreateProductRequest request, Caller caller, HttpContext context, Idempotency idempotency, Products products)
    {
        if (!products.Read(caller, request).TryGet(out var row, out var problem))
            return problem;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateProductRequest),
            ServerJson.Default.ProductResponse,
            async session => (await products.AddAsync(session, caller, row)).TryGet(out var added, out var failure)
                ? new Creation<ProductResponse>(added, $"/api/v1/products/{added.Gtin}")
                : failure);
    }

    private static async Task<IResult> ListAsync(string? cursor, int? limit, Caller caller, Products products) =>
        (await products.ListAsync(caller, cursor, limit)).TryGet(out var page, out var problem) ? TypedResults.Ok(page) : problem;

    private static async Task<IResult> GetAsync(string gtin, Caller caller, Products products) =>
        (await products.FindAsync(caller, gtin)).TryGet(out var product, out var unknown) ? TypedResults.Ok(product) : unknown;

    private static async Task<IResult> UpdateAsync(string gtin, UpdateProductRequest request, Caller caller, Products products) =>
        (await products.UpdateAsync(caller, gtin, request)).TryGet(out var updated, out var failure) ? TypedResults.Ok(updated) : failure;
}
