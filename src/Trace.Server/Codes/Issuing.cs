using System.Security.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Issues batches, and derives their codes again whenever they are asked for.</summary>
public sealed class Issuing(BrandKeys keys, TimeProvider clock)
{
    /// <summary>Adds one row, whatever the quantity, inside the caller's transaction.</summary>
    public async Task<Outcome<Batch>> IssueAsync(Session session, long brandId, BatchOrder order, bool imported)
    {
        if (await ProductsStore.FindAsync(session, brandId, order.Gtin.Value) == null)
            return new Failure("unknown_gtin", $"This brand has no product with GTIN {order.Gtin}; register it first.");
        var set = await keys.GetAsync();
        var signingKey = set.ActiveSigningKey(brandId)
            ?? throw new InvalidOperationException($"Brand {PublicId.Format(brandId)} has no active signing key.");
        var brand = await BrandsStore.FindAsync(session, brandId)
            ?? throw new InvalidOperationException($"Brand {PublicId.Format(brandId)} has no row.");

        for (; ; )
        {
            var batch = new Batch
            {
                Number = (uint)RandomNumberGenerator.GetInt32((int)UnitId.BatchNumberLimit),
                BrandId = brandId,
                Gtin = order.Gtin,
                Imported = imported,
                Profile = order.Profile,
                Quantity = order.Quantity,
                Ordered = order.Ordered,
                Overrun = order.Overrun,
                Samples = order.Samples,
                Lot = order.Lot,
                Expiry = order.Expiry,
                Market = order.Market,
                LotInCode = order.LotInCode,
                ExpiryInCode = order.ExpiryInCode,
                Activated = order.Activate,
                Specimen = order.Specimen,
                Origin = brand.Origin,
                KeyId = signingKey.Published.KeyId,
                SerialGeneration = set.SerialGenerations(brandId).First(),
                MacGeneration = set.NewestMacGeneration(brandId),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            };
            if (!await MeetsImportedSerialAsync(session, batch, set) && await BatchesStore.AddAsync(session, batch))
                return batch;
        }
    }

    /// <summary>
    /// Whether a unit of the new batch would have a serial that was imported before. Nearly impossible for one serial, not for
    /// millions of them beside a batch of billions; then another number is drawn.
    /// </summary>
    private static async Task<bool> MeetsImportedSerialAsync(Session session, Batch batch, KeySet set)
    {
        if (batch.Imported || !await BatchesStore.HasImportedAsync(session, batch.Gtin.Value))
            return false;
        var cipher = set.FindCipher(batch.BrandId, batch.SerialGeneration, batch.Gtin)
            ?? throw new InvalidOperationException($"The serial key of batch {batch.Id} is missing.");
        await foreach (var serial in ImportedSerialsStore.SerialsOfLengthAsync(session, batch.Gtin.Value, SerialCipher.SerialLength))
        {
            if (cipher.TryDecrypt(serial, out var unit) && unit.BatchNumber == batch.Number && unit.Index < batch.Quantity)
                return true;
        }

        return false;
    }

    /// <summary>What all codes of a batch share.</summary>
    public async ValueTask<CodeTemplate> TemplateAsync(Batch batch)
    {
        var set = await keys.GetAsync();
        var cipher = set.FindCipher(batch.BrandId, batch.SerialGeneration, batch.Gtin);
        var key = batch.Profile == CodeProfile.Signed
            ? set.FindSigningKey(batch.KeyId)?.Key
            : set.FindMacKey(batch.BrandId, batch.MacGeneration);
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
            batch.Profile == CodeProfile.Signed ? batch.KeyId : (ushort)0);
    }
}
