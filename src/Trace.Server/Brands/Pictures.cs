using Trace.Core.Codes;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>Sets and removes the pictures of a brand and its products: for the API and the console alike.</summary>
public sealed class Pictures(Database database, AuditTrail audit, TimeProvider clock)
{
    public const int MaxLogoBytes = 512 << 10;
    public const int MaxPictureBytes = 4 << 20;

    public async Task<Outcome<PictureChange>> SetLogoAsync(Caller caller, string brandId, byte[]? content, CancellationToken cancellationToken) =>
        WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused)
        && (await ReadAsync(content, MaxLogoBytes, id, maxWidth: 480, maxHeight: 120, cancellationToken)).TryGet(out var picture, out refused)
            ? await WriteAsync(session => PutLogoAsync(session, brandId, id, picture, caller))
            : refused;

    public async Task<Outcome<PictureChange>> RemoveLogoAsync(Caller caller, string brandId) => WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused)
        ? await WriteAsync(session => PutLogoAsync(session, brandId, id, picture: null, caller))
        : refused;

    public async Task<Outcome<PictureChange>> SetOfProductAsync(Caller caller, string gtin, byte[]? content, CancellationToken cancellationToken)
    {
        if (!Gtin.TryParse(gtin, out var parsed)
            || !caller.MayUse(parsed.Value)
            || await database.ReadAsync(session => ProductsStore.FindAsync(session, caller.BrandId, parsed.Value), cancellationToken) == null)
        {
            return Products.Unknown(gtin);
        }

        return (await ReadAsync(content, MaxPictureBytes, caller.BrandId, maxWidth: 800, maxHeight: 800, cancellationToken)).TryGet(out var picture, out var refused)
            ? await WriteAsync(session => PutPictureAsync(session, parsed, picture, caller))
            : refused;
    }

    public async Task<Outcome<PictureChange>> RemoveOfProductAsync(Caller caller, string gtin) => Gtin.TryParse(gtin, out var parsed) && caller.MayUse(parsed.Value)
        ? await WriteAsync(session => PutPictureAsync(session, parsed, picture: null, caller))
        : Products.Unknown(gtin);

    private Task<Outcome<PictureChange>> WriteAsync(Func<Session, Task<Outcome<PictureChange>>> write) => database.TryWriteAsync(write);

    private async Task<Outcome<PictureChange>> PutLogoAsync(Session session, string brandId, long id, Picture? picture, Caller caller)
    {
        if (await BrandsStore.FindAsync(session, id) is not { } brand)
            return BrandsApi.UnknownBrand(brandId);
        if (picture != null)
            await PicturesStore.AddAsync(session, id, picture, Now());
        await BrandsStore.SetAppearanceAsync(session, brand with { Logo = picture?.Name });
        await PicturesStore.RemoveAsync(session, id, brand.Logo);
        await audit.AddAsync(session, caller, id, new AuditedChange("appearance.logo", brandId, PicturesApi.AddressOf(brand.Logo), PicturesApi.AddressOf(picture?.Name)));
        return new PictureChange(picture);
    }

    private async Task<Outcome<PictureChange>> PutPictureAsync(Session session, Gtin gtin, Picture? picture, Caller caller)
    {
        if (await ProductsStore.FindToChangeAsync(session, caller.BrandId, gtin.Value) is not { } product)
            return Products.Unknown(gtin.Value);
        if (picture != null)
            await PicturesStore.AddAsync(session, caller.BrandId, picture, Now());
        await ProductsStore.UpdateAsync(session, product with { Picture = picture?.Name });
        await PicturesStore.RemoveAsync(session, caller.BrandId, product.Picture);
        await audit.AddAsync(session, caller, new AuditedChange("product.picture", gtin.Value, PicturesApi.AddressOf(product.Picture), PicturesApi.AddressOf(picture?.Name)));
        return new PictureChange(picture);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<Outcome<Picture>> ReadAsync(byte[]? content, int maxBytes, long brandId, int maxWidth, int maxHeight, CancellationToken cancellationToken) => content switch
    {
        null or { Length: 0 } => new Failure("invalid_picture", "`content` is the file in base64."),
        { Length: var length } when length > maxBytes => new Failure("invalid_picture", $"The picture has at most {maxBytes >> 10} KiB."),
        _ => await Picture.MakeAsync(() => new MemoryStream(content), brandId, maxWidth, maxHeight, cancellationToken),
    };
}

/// <summary>What stands where a picture was set or removed.</summary>
public sealed record PictureChange(Picture? Picture);
