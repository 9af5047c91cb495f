using System.Security.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Issues batches, and derives their codes again whenever they are asked for.</summary>
public sealed class Issuing(BrandKeys keys, LoggedCodes log, TimeProvider clock)
{
    /// <summary>Adds one row, whatever the quantity, inside the caller's transaction.</summary>
    public async Task<Outcome<Batch>> IssueAsync(Session session, long brandId, BatchOrder order)
    {
        // The lock keeps an import of the same product from ending meanwhile, and the product from getting another GTIN.
        if (await ProductsStore.FindToIssueAsync(session, brandId, order.Gtin.Value) == null)
            return UnknownProduct(order.Gtin);
        if (!(await DraftAsync(session, brandId, order)).TryGet(out var draft, out var failure))
            return failure;
        for (; ; )
        {
            var batch = draft with { Number = (uint)RandomNumberGenerator.GetInt32((int)UnitId.BatchNumberLimit) };
            if (!await SerialImportsStore.ExistsAsync(session, batch.Number)
                && !await MeetsImportedSerialAsync(session, batch)
                && await BatchesStore.AddAsync(session, batch))
            {
                await log.BatchIssuedAsync(session, batch);
                return batch;
            }
        }
    }

    /// <summary>Adds the row of a batch whose serials are stored already.</summary>
    public async Task<Outcome<Batch>> IssueImportedAsync(Session session, BatchOrder order, SerialStaging staging)
    {
        if (!(await DraftAsync(session, staging.BrandId, order)).TryGet(out var draft, out var failure))
            return failure;
        var batch = draft with { Number = staging.Number, Imported = true };
        if (!await BatchesStore.AddAsync(session, batch))
            throw new InvalidOperationException($"Batch number {batch.Id} was kept for an import and is taken.");
        await log.BatchIssuedAsync(session, batch, staging.SerialsSha256());
        return batch;
    }

    /// <summary>Adds the row of a batch that has its number. False if the number is taken, or one of its serials was imported meanwhile.</summary>
    public async Task<bool> AddAgainAsync(Session session, Batch batch)
    {
        if (await MeetsImportedSerialAsync(session, batch) || !await BatchesStore.AddAsync(session, batch))
            return false;
        await log.BatchRecreatedAsync(session, batch);
        return true;
    }

    public static Failure UnknownProduct(Gtin gtin) =>
        new("unknown_gtin", $"This brand has no product with GTIN {gtin}; register it first.");

    private async Task<Outcome<Batch>> DraftAsync(Session session, long brandId, BatchOrder order)
    {
        // From the database, not from memory: another server may have retired or revoked the key a moment ago, and a batch issued with a revoked
        // key would be printed for nothing. Until this transaction ends the key stays what it is.
        if ((await KeysStore.ListToIssueAsync(session, brandId)).FirstOrDefault(row => SigningKeys.IsActive(row) && keys.Holds(row)) is not { } signingKey)
            return new Failure("no_signing_key", $"Rotate the brand's keys first: POST /api/v1/brands/{PublicId.Format(brandId)}/keys/rotate.");
        if ((await keys.GetAsync()).FindSigningKey(signingKey.KeyId) is not { Status: KeyStatus.Active })
            keys.Forget();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (order.Cover)
            now = await keys.EnsureClaimKeyAsync(session, brandId, now);
        var set = await keys.GetAsync();
        var brand = await BrandsStore.FindAsync(session, brandId)
            ?? throw new InvalidOperationException($"Brand {PublicId.Format(brandId)} has no row.");
        return new Batch(order)
        {
            BrandId = brandId,
            Origin = brand.Origin,
            KeyId = (ushort)signingKey.KeyId,
            SerialGeneration = set.SerialGenerations(brandId).First(),
            MacGeneration = set.MacGenerations(brandId).First(),
            CreatedAt = now,
        };
    }

    /// <summary>
    /// Whether a unit of the new batch would have a serial that was imported before. Nearly impossible for one serial, not for
    /// millions of them beside a batch of billions; then another number is drawn.
    /// </summary>
    private static Task<bool> MeetsImportedSerialAsync(Session session, Batch batch) => ImportedSerialsStore.HaveDerivedUnitAsync(
        session, batch.Gtin.Value, UnitId.Of(batch.Number, 0).Value, UnitId.Of(batch.Number, (uint)(batch.Quantity - 1)).Value);

    /// <summary>What all codes of a batch share. Dispose it after use: it holds an opened key.</summary>
    /// <param name="batch">Its codes.</param>
    /// <param name="withCover">Whether it makes the covered codes too, of a batch that has them.</param>
    public async ValueTask<CodeTemplate> TemplateAsync(Batch batch, bool withCover = false)
    {
        var set = await keys.GetAsync();
        var cipher = set.FindCipher(batch.BrandId, batch.SerialGeneration, batch.Gtin);
        var key = batch.Profile == CodeProfile.Signed
            ? set.FindSigningKey(batch.KeyId) is { } signingKey ? set.Open(signingKey) : null
            : set.OpenMacKey(batch.BrandId, batch.MacGeneration);
        if (cipher == null || key == null)
            throw new InvalidOperationException($"A key of batch {batch.Id} is missing or its seal does not hold.");
        return new CodeTemplate(
            batch.Profile,
            batch.Origin.ToUpperInvariant(),
            batch.Gtin,
            batch.LotInCode ? batch.Lot : null,
            batch.ExpiryInCode ? batch.Expiry?.ToAi17() : null,
            cipher,
            key,
            batch.Profile == CodeProfile.Signed ? batch.KeyId : (ushort)0,
            withCover ? await keys.OpenClaimKeyAsync(batch.BrandId) : null);
    }
}
