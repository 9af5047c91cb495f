using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Makes a batch again that a restored backup does not hold: from the manifest of its codes, under its own number, and only if the codes come out the same.</summary>
/// <remarks>
/// What a manifest says of the codes is proven by its SHA-256, which nobody knows who does not have the codes. What the codes do not hold (market,
/// activation, the time of issue, perhaps the lot) is believed to the brand_admin who sends it, who could order such a batch anyway.
/// </remarks>
public sealed class Recreating(Database database, Issuing issuing, CodeExport codes, BrandKeys keys, TimeProvider clock)
{
    /// <summary>The batch a manifest describes, once its codes were derived and are those; or the same batch if it is here. Nothing is stored yet.</summary>
    public async Task<Outcome<Batch>> DeriveAsync(Caller caller, ManifestResponse manifest, CancellationToken cancellationToken)
    {
        if (!ParseOrder(manifest).TryGet(out var order, out var failure) || !CodesApi.InScope(caller, order).TryGet(out order, out failure))
            return failure;
        if (!(await ParseAsync(caller.BrandId, order, manifest.Batch)).TryGet(out var batch, out failure)
            || !CodesApi.ParseRange(batch, manifest.From, manifest.Count).TryGet(out var range, out failure)
            || !CodesApi.ParseFormat(manifest.Format).TryGet(out var format, out failure)
            || !CodesApi.ParseCover(batch, manifest.Cover).TryGet(out var withCover, out failure))
        {
            return failure;
        }

        // What can be said at once is said before every core derives codes; the transaction looks again.
        if (await database.ReadAsync(session => BatchesStore.FindForScanAsync(session, batch.Number), cancellationToken) is { } existing)
            return IsSame(existing, batch) ? existing : Taken(batch);
        if (batch.Profile == CodeProfile.Signed && (await keys.GetAsync()).FindSigningKey(batch.KeyId) is { Status: KeyStatus.Revoked })
            return Revoked(batch);

        foreach (var candidate in await CandidatesAsync(batch))
        {
            // One serial tells a wrong key from the right one before all codes are derived.
            if (await codes.SerialAsync(candidate, range.From, cancellationToken) == manifest.FirstSerial
                && await codes.DigestAsync(new CodeList(candidate, format, range.From, range.Count, withCover), cancellationToken) == (manifest.SizeBytes, manifest.Sha256))
            {
                return candidate;
            }
        }

        return new Failure("batch_differs", $"The codes of batch {batch.Id} do not come out as the manifest says. If its signing key {batch.KeyId} was made after the backup, that key is lost, and so are the codes it signed.");
    }

    /// <summary>Adds the batch in the caller's transaction. The same batch again changes nothing.</summary>
    /// <returns>The batch, and whether it is new.</returns>
    public async Task<Outcome<(Batch Batch, bool IsNew)>> AddAsync(Session session, Batch batch)
    {
        if (await ProductsStore.FindToIssueAsync(session, batch.BrandId, batch.Gtin.Value) == null)
            return Issuing.UnknownProduct(batch.Gtin);
        if (await BatchesStore.FindForScanAsync(session, batch.Number) is { } existing)
            return IsSame(existing, batch) ? (existing, false) : Taken(batch);
        // Until this transaction ends the key stays what it is.
        var signingKeys = await KeysStore.ListToIssueAsync(session, batch.BrandId);
        if (batch.Profile == CodeProfile.Signed && signingKeys.Any(row => row.KeyId == batch.KeyId && row.Status == nameof(KeyStatus.Revoked)))
            return Revoked(batch);
        if (await SerialImportsStore.ExistsAsync(session, batch.Number) || !await issuing.AddAgainAsync(session, batch))
            return Taken(batch);
        return (batch, true);
    }

    private static Failure Taken(Batch batch) => new("batch_number_taken", $"Batch number {batch.Id} belongs to another batch.");

    /// <summary>Whoever has a stolen key can write a manifest with any time of issue.</summary>
    private static Failure Revoked(Batch batch) => new(
        "key_revoked", $"Signing key {batch.KeyId} is revoked, and a manifest does not prove that its codes were issued before. Batches are made again before the revocation is.");

    private Outcome<BatchOrder> ParseOrder(ManifestResponse manifest)
    {
        if (manifest.Batch is not { } batch || manifest.Sha256 == null || manifest.FirstSerial == null)
            return new Failure("invalid_batch", "That is not the manifest of a list of codes.");
        if (batch.Kind != "derived")
            return new Failure("invalid_batch", "A manifest does not hold the serials of an imported batch; import them again.");
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var request = new CreateBatchRequest(
            batch.Gtin, batch.Ordered, batch.Lot, batch.Expiry, batch.Market, batch.Profile, batch.InCode, batch.Activate, batch.Specimen, Site: batch.Site, Cover: batch.Cover);
        if (!BatchOrder.Parse(request, today).TryGet(out var order, out var failure))
            return failure;
        return batch.Overrun >= 0 && batch.Overrun <= order.Ordered && batch.Samples >= 0 && batch.Samples <= order.Ordered && batch.Quantity <= BatchOrder.MaxQuantity
            && batch.Quantity == batch.Ordered + batch.Overrun + batch.Samples
                ? order with { Overrun = batch.Overrun, Samples = batch.Samples }
                : new Failure("invalid_quantity", "Quantity, ordered, overrun and samples do not agree.");
    }

    private async Task<Outcome<Batch>> ParseAsync(long brandId, BatchOrder order, BatchResponse said)
    {
        if (!BatchId.TryParse(said.Id, out var number) || number != said.Number)
            return new Failure("invalid_batch", "`id` and `number` are not those of a batch.");
        if (BrandHost.Problem(said.Host) is { } problem)
            return new Failure("invalid_batch", problem);
        if (said.CreatedAt > clock.GetUtcNow())
            return new Failure("invalid_batch", "`createdAt` is in the future.");
        if (await database.ReadAsync(session => ProductsStore.FindAsync(session, brandId, order.Gtin.Value)) == null)
            return Issuing.UnknownProduct(order.Gtin);
        if (await database.ReadAsync(session => BrandsStore.FindAsync(session, brandId)) is not { } brand)
            return new Failure("not_found", "There is no such brand.");
        if ((await keys.GetAsync()).FindSigningKey(said.KeyId) is not { } key || key.BrandId != brandId)
            return new Failure("key_lost", $"This brand has no signing key {said.KeyId}: it was made after the backup, so it is lost, and what it signed cannot be made again. Order a new batch.");
        if (order.Cover && !(await keys.GetAsync()).HasClaimKey(brandId, said.CreatedAt))
            return new Failure("key_lost", "The key that made the covered codes of this batch is not here: it was made after the backup, so it is lost, and nobody could check what is printed. Order a new batch.");
        return new Batch(order)
        {
            Number = number,
            BrandId = brandId,
            Origin = brand.Origin[..(brand.Origin.IndexOf("//", StringComparison.Ordinal) + 2)] + said.Host,
            KeyId = key.KeyId,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(said.CreatedAt.ToUnixTimeMilliseconds()),
        };
    }

    /// <summary>A manifest does not say which generation of the brand's secret keys it was: the newest first, as they are tried for a scan.</summary>
    private async Task<IReadOnlyList<Batch>> CandidatesAsync(Batch batch)
    {
        var set = await keys.GetAsync();
        var macs = batch.Profile == CodeProfile.Compact ? set.MacGenerations(batch.BrandId) : set.MacGenerations(batch.BrandId).Take(1);
        return [.. from serial in set.SerialGenerations(batch.BrandId) from mac in macs select batch with { SerialGeneration = serial, MacGeneration = mac }];
    }

    private static bool IsSame(Batch one, Batch other) => one.BrandId == other.BrandId && one.Origin == other.Origin
        && JsonSerializer.Serialize(CodesApi.ToResponse(one), ServerJson.Default.BatchResponse) == JsonSerializer.Serialize(CodesApi.ToResponse(other), ServerJson.Default.BatchResponse);
}
