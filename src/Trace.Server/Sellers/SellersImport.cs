using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>Takes the sellers of an upload while it arrives. A line that is wrong is reported and the others are taken; what is sent again changes nothing.</summary>
/// <remarks>In portions: memory holds one, no transaction waits for the sender, and a crash leaves whole portions, which the same upload completes.</remarks>
public sealed class SellersImport(Database database, BrandSellers sellers)
{
    private const int Portion = 100;
    private const int MaxErrors = 1000;

    public async Task<Outcome<SellersImportResponse>> RunAsync(Caller caller, Stream body, CancellationToken cancellationToken)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        using var csv = new SellersCsv(body);
        if (await csv.ReadHeaderAsync() is { } problem)
            return new Failure("invalid_lines", problem);
        var result = new SellersImportResponse(0, 0, 0, 0, []);
        var errors = new List<LineError>();
        var portion = new List<SellerLine>(Portion);
        for (var line = await csv.ReadAsync(); ; line = await csv.ReadAsync())
        {
            if (line is { } read)
                portion.Add(read);
            if (portion.Count == Portion || line == null)
            {
                result = await SaveAsync(caller, portion, result, errors, cancellationToken);
                portion.Clear();
            }

            if (line == null)
                return result with { Errors = errors };
        }
    }

    private async Task<SellersImportResponse> SaveAsync(Caller caller, List<SellerLine> portion, SellersImportResponse before, List<LineError> errors, CancellationToken cancellationToken)
    {
        var (saved, refused) = await database.WriteAsync(session => SaveAsync(session, caller, portion), cancellationToken);
        refused.AddRange(portion.Select(line => line.Error).OfType<LineError>());
        errors.AddRange(refused.OrderBy(error => error.Line).Take(MaxErrors - errors.Count));
        return before with
        {
            Created = before.Created + saved.Count(outcome => outcome == SellerSaved.Created),
            Changed = before.Changed + saved.Count(outcome => outcome == SellerSaved.Changed),
            Unchanged = before.Unchanged + saved.Count(outcome => outcome == SellerSaved.Unchanged),
            Rejected = before.Rejected + refused.Count,
        };
    }

    /// <remarks>In the order of references, in which two imports that wait for each other's rows never wait in a circle.</remarks>
    private async Task<(List<SellerSaved> Saved, List<LineError> Refused)> SaveAsync(Session session, Caller caller, List<SellerLine> portion)
    {
        var (saved, refused) = (new List<SellerSaved>(portion.Count), new List<LineError>());
        foreach (var line in portion.Where(line => line.Seller != null).OrderBy(line => line.Seller!.Words.Reference, StringComparer.Ordinal))
        {
            if ((await sellers.SaveAsync(session, caller, line.Seller!)).TryGet(out var outcome, out var failure))
                saved.Add(outcome);
            else
                refused.Add(new LineError(line.Number, failure.Code, failure.Detail));
        }

        return (saved, refused);
    }
}
