using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Products of the caller's brand, within the caller's limits: for the API and the console alike.</summary>
public sealed class Products(Database database, ProductSeal seal, AuditTrail audit, TimeProvider clock)
{
    public const int MaxNameLength = 200;
    public const int MaxDescriptionLength = 2000;
    private const int MaxUrlLength = 2000;

    /// <summary>The row of a new product, or what is wrong with it.</summary>
    public Outcome<ProductRow> Read(Caller caller, CreateProductRequest request)
    {
        if (!Gtin.TryParse(request.Gtin, out var gtin, out var why))
            return new Failure("invalid_gtin", $"`gtin`: {why}");
        if (PlainText.Problem(request.Name, "name", MaxNameLength) is { } problem)
            return new Failure("invalid_product", problem);
        if (DetailProblem(request.Description, request.ImageUrl) is { } detail)
            return detail;
        if (!caller.MayUse(gtin.Value))
            return OutOfScope(gtin);
        return new ProductRow(
            gtin.Value,
            caller.BrandId,
            request.Name!,
            request.Description,
            request.ImageUrl,
            seal.Make(gtin.Value, caller.BrandId),
            clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Registers what <see cref="Read"/> gave, inside the caller's transaction.</summary>
    public async Task<Outcome<ProductResponse>> AddAsync(Session session, Caller caller, ProductRow row)
    {
        if (await GtinPrefixesStore.IsReservedForAnotherAsync(session, row.Gtin, row.BrandId) || !await ProductsStore.AddAsync(session, row))
            return Taken(row.Gtin);
        await audit.AddAsync(session, caller, new AuditedChange("product.create", row.Gtin, New: ToResponse(row)));
        return ToResponse(row);
    }

    public async Task<Outcome<ProductResponse>> CreateAsync(Caller caller, CreateProductRequest request) => Read(caller, request).TryGet(out var row, out var failure)
        ? await database.TryWriteAsync(session => AddAsync(session, caller, row))
        : failure;

    public async Task<Outcome<Page<ProductResponse>>> ListAsync(Caller caller, string? cursor, int? limit)
    {
        if (!Paging.Parse<string>(cursor, limit, TryParseCursor, "").TryGet(out var page, out var problem))
            return problem;
        var rows = await database.ReadAsync(session => ProductsStore.ListAsync(session, caller.BrandId, caller.Gtins, page.Place, page.Size + 1));
        return Paging.Of(rows, page.Size, ToResponse, row => row.Gtin);
    }

    public async Task<Outcome<ProductResponse>> FindAsync(Caller caller, string gtin)
    {
        if (!Gtin.TryParse(gtin, out var parsed) || !caller.MayUse(parsed.Value))
            return Unknown(gtin);
        var row = await database.ReadAsync(session => ProductsStore.FindAsync(session, caller.BrandId, parsed.Value));
        return row == null ? Unknown(gtin) : ToResponse(row);
    }

    public async Task<Outcome<ProductResponse>> UpdateAsync(Caller caller, string gtin, UpdateProductRequest request)
    {
        if (!Gtin.TryParse(gtin, out var current) || !caller.MayUse(current.Value))
            return Unknown(gtin);
        var wanted = current;
        if (request.Gtin != null && !Gtin.TryParse(request.Gtin, out wanted, out var why))
            return new Failure("invalid_gtin", $"`gtin`: {why}");
        if (PlainText.OptionalProblem(request.Name, "name", MaxNameLength) is { } problem)
            return new Failure("invalid_product", problem);
        if (DetailProblem(request.Description, request.ImageUrl) is { } detail)
            return detail;
        if (!caller.MayUse(wanted.Value))
            return OutOfScope(wanted);
        var outcome = await database.TryWriteAsync(session => ChangeAsync(session, caller, current, wanted, request));
        return outcome.TryGet(out var updated, out var failure) ? ToResponse(updated) : failure;
    }

    public static Failure Unknown(string gtin) => new("not_found", $"This brand has no product with GTIN {gtin}.");

    public static ProductResponse ToResponse(ProductRow row) => new(
        row.Gtin, row.Name, row.Description, row.ImageUrl, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), PicturesApi.AddressOf(row.Picture));

    private async Task<Outcome<ProductRow>> ChangeAsync(Session session, Caller caller, Gtin current, Gtin wanted, UpdateProductRequest request)
    {
        if (await ProductsStore.FindToChangeAsync(session, caller.BrandId, current.Value) is not { } row)
            return Unknown(current.Value);
        var changed = row with
        {
            Name = request.Name ?? row.Name,
            Description = request.Description ?? row.Description,
            ImageUrl = request.ImageUrl ?? row.ImageUrl,
        };
        if (wanted != current)
        {
            if (!(await ChangeGtinAsync(session, changed, wanted)).TryGet(out changed, out var failure))
                return failure;
        }
        else
        {
            await ProductsStore.UpdateAsync(session, changed);
        }

        await audit.AddAsync(session, caller, new AuditedChange("product.update", current.Value, ToResponse(row), ToResponse(changed)));
        return changed;
    }

    private async Task<Outcome<ProductRow>> ChangeGtinAsync(Session session, ProductRow row, Gtin wanted)
    {
        if (await BatchesStore.ExistsForGtinAsync(session, row.BrandId, row.Gtin))
            return new Failure("gtin_in_use", $"Codes of GTIN {row.Gtin} may be printed and must keep resolving; register a new product instead.");
        var moved = row with { Gtin = wanted.Value, Seal = seal.Make(wanted.Value, row.BrandId) };
        await ProductsStore.RemoveAsync(session, row.BrandId, row.Gtin);
        return !await GtinPrefixesStore.IsReservedForAnotherAsync(session, moved.Gtin, moved.BrandId) && await ProductsStore.AddAsync(session, moved) ? moved : Taken(wanted.Value);
    }

    private static bool TryParseCursor(string text, out string gtin)
    {
        gtin = text;
        return Gtin.TryParse(text, out _);
    }

    private static Failure OutOfScope(Gtin gtin) => new("forbidden", $"This key is limited to other GTINs than {gtin}.");

    private static Failure Taken(string gtin) => new("gtin_taken", $"GTIN {gtin} is registered already.");

    private static Failure? DetailProblem(string? description, string? imageUrl)
    {
        if (PlainText.OptionalProblem(description, "description", MaxDescriptionLength) is { } problem)
            return new Failure("invalid_product", problem);
        if (imageUrl == null)
            return null;
        return imageUrl.Length <= MaxUrlLength
            && Uri.TryCreate(imageUrl, UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps
            && PlainText.Problem(imageUrl, "imageUrl", MaxUrlLength) == null
            ? null
            : new Failure("invalid_product", $"`imageUrl` is an absolute https address of at most {MaxUrlLength} characters.");
    }
}
