using System.Globalization;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Makes a batch of serials from a brand's own system. One bad line refuses the upload, with every line's reason.</summary>
/// <remarks>
/// Three steps: read all lines once, store the serials in small transactions between which scans are stored (<see cref="SerialStaging"/>),
/// then make the batch in one last transaction. A serial without its batch is not issued, so nobody sees half an import.
/// </remarks>
public sealed class Importing(Database database, Issuing issuing, BrandKeys keys, TimeProvider clock)
{
    public const int MaxSerials = 5_000_000;
    private const int MaxErrors = 1000;
    private const int ChunkSize = 1000;

    /// <summary>Reads all lines and says what batch they make. No serial is kept in memory.</summary>
    public async Task<Outcome<BatchOrder>> CheckAsync(Stream body, ImportQuery query)
    {
        using var csv = new SerialsCsv(body, query);
        if (await csv.ReadHeaderAsync() is { } problem)
            return new Failure("invalid_lines", problem);
        var errors = new List<LineError>();
        var count = 0;
        while (await csv.ReadAsync() is { } line)
        {
            if (++count > MaxSerials)
                return new Failure("invalid_quantity", string.Create(CultureInfo.InvariantCulture, $"One import holds at most {MaxSerials:N0} serials."));
            if (line.Error is { } error)
                errors.Add(error);
            if (errors.Count == MaxErrors)
                break;
        }

        return errors.Count > 0 ? Refuse(errors, "was refused", "were refused") : Order(csv.Batch, count);
    }

    /// <summary>Stores the serials of an upload that was checked. Dispose the result: what was not committed is removed.</summary>
    public async Task<Outcome<SerialStaging>> StageAsync(long brandId, BatchOrder order, Stream body, ImportQuery query)
    {
        if (await database.ReadAsync(session => ProductsStore.FindAsync(session, brandId, order.Gtin.Value)) == null)
            return Issuing.UnknownProduct(order.Gtin);
        var staging = await SerialStaging.BeginAsync(database, await keys.GetAsync(), brandId, order.Gtin, clock);
        var failure = await FillAsync(staging, body, query) ?? await FindIssuedAsync(staging, body, query);
        if (failure == null)
            return staging;
        await staging.DisposeAsync();
        return failure;
    }

    /// <summary>Makes the batch of the stored serials in the caller's transaction.</summary>
    public async Task<Outcome<Batch>> CommitAsync(Session session, SerialStaging staging, BatchOrder order)
    {
        // Until this transaction ends no batch of the product is issued, so none appears behind the look at them.
        if (await ProductsStore.FindToChangeAsync(session, staging.BrandId, order.Gtin.Value) == null)
            return Issuing.UnknownProduct(order.Gtin);
        if ((await ImportedSerialsStore.ListThatNameDerivedUnitsAsync(session, order.Gtin.Value, staging.Number, limit: 1)).Count > 0)
            return new Failure("invalid_lines", "A batch issued meanwhile has one of these serials; nothing was imported. Send the upload again to see which.");
        if (!await SerialImportsStore.EndAsync(session, staging.Number))
            return SerialStaging.Interrupted();
        return await issuing.IssueImportedAsync(session, order, staging);
    }

    private static async Task<Failure?> FillAsync(SerialStaging staging, Stream body, ImportQuery query)
    {
        using var csv = new SerialsCsv(body, query);
        await csv.ReadHeaderAsync();
        var errors = new List<LineError>();
        var chunk = new List<SerialLine>(ChunkSize);
        for (var line = await csv.ReadAsync(); errors.Count < MaxErrors; line = await csv.ReadAsync())
        {
            if (line is { } serial)
                chunk.Add(serial);
            if (chunk.Count < ChunkSize && line != null)
                continue;
            if (!(await staging.AddAsync(chunk)).TryGet(out var found, out var failure))
                return failure;
            errors.AddRange(found);
            chunk.Clear();
            if (line == null)
                break;
        }

        return errors.Count > 0 ? Refuse([.. errors.Take(MaxErrors)], "cannot be imported", "cannot be imported") : null;
    }

    /// <summary>The lines whose serials name units of batches issued so far. Only they are looked for in the upload once more.</summary>
    private async Task<Failure?> FindIssuedAsync(SerialStaging staging, Stream body, ImportQuery query)
    {
        var taken = (await database.ReadAsync(session => ImportedSerialsStore.ListThatNameDerivedUnitsAsync(
            session, staging.Gtin.Value, staging.Number, MaxErrors))).Select(row => row.ItemIndex).ToHashSet();
        if (taken.Count == 0)
            return null;
        body.Position = 0;
        using var csv = new SerialsCsv(body, query);
        await csv.ReadHeaderAsync();
        var errors = new List<LineError>();
        for (var index = 0L; errors.Count < taken.Count && await csv.ReadAsync() is { } line; index++)
        {
            if (taken.Contains(index))
                errors.Add(SerialStaging.DerivedSerial(line.Number, line.Serial));
        }

        return Refuse(errors, "names a unit that Trace issued", "name units that Trace issued");
    }

    private static Failure Refuse(List<LineError> errors, string one, string many) =>
        new("invalid_lines", $"{(errors.Count == 1 ? $"1 line {one}" : $"{errors.Count}{(errors.Count == MaxErrors ? " or more" : "")} lines {many}")}; nothing was imported.") { Errors = errors };

    private Outcome<BatchOrder> Order(ImportQuery batch, int count) => count == 0
        ? new Failure("invalid_quantity", "The upload has no serials.")
        : BatchOrder.Parse(
            new CreateBatchRequest(
                batch.Gtin,
                count,
                batch.Lot,
                batch.Expiry,
                batch.Market?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Profile: "signed",
                batch.InCode?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                batch.Activate,
                batch.Specimen,
                Site: batch.Site,
                Cover: batch.Cover),
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
}
