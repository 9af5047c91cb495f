using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Codes of a batch with anomalies, near each other on its index line.</summary>
/// <param name="Bins">Parts of the line it covers, from 0, of <see cref="BatchMarks.Bins"/>; both inclusive.</param>
public sealed record MarkedRange(long From, long To, (int From, int To) Bins, long Codes, long Open);

/// <summary>Which parts of a batch have anomalies: many neighbours with one say that a roll or a pallet went another way.</summary>
/// <param name="Ranges">By index.</param>
/// <param name="Parts">How many parts the line has.</param>
public sealed record MarkedBatch(IReadOnlyList<MarkedRange> Ranges, int Parts, long Codes, long Open, bool IsCut);

/// <summary>Reads it.</summary>
public sealed class BatchMarks(Database database)
{
    public const int Bins = 100;

    /// <summary>So many anomalies of a batch are looked at, those of the first indexes.</summary>
    public const int MostAnomalies = 100_000;

    /// <summary>Whether a code of a batch that was found for the caller has an anomaly, so that its serial is no secret to those who read anomalies.</summary>
    public async Task<bool> IsMarkedAsync(Batch batch, long index) => index >= 0 && index < batch.Quantity
        && (await database.ReadAsync(session => AnomaliesStore.ListOfSubjectsAsync(session, [UnitId.Of(batch.Number, (uint)index).Value]))).Count > 0;

    /// <summary>Of a batch that was found for the caller.</summary>
    public async Task<MarkedBatch> FindAsync(Caller caller, Batch batch)
    {
        var parts = (int)Math.Min(Bins, batch.Quantity);
        var bins = await database.ReadAsync(session => BatchMarksStore.ListAsync(session, caller.BrandId, batch.Number, batch.Quantity, parts, MostAnomalies));
        var first = UnitId.Of(batch.Number, 0).Value;
        var ranges = new List<MarkedRange>();
        foreach (var bin in bins)
        {
            if (ranges.Count > 0 && ranges[^1] is var last && last.Bins.To == bin.Bin - 1)
                ranges[^1] = last with { To = bin.LastUnit - first, Bins = (last.Bins.From, (int)bin.Bin), Codes = last.Codes + bin.Codes, Open = last.Open + bin.Open };
            else
                ranges.Add(new MarkedRange(bin.FirstUnit - first, bin.LastUnit - first, ((int)bin.Bin, (int)bin.Bin), bin.Codes, bin.Open));
        }

        return new MarkedBatch(ranges, parts, ranges.Sum(range => range.Codes), ranges.Sum(range => range.Open), bins.Sum(bin => bin.Anomalies) >= MostAnomalies);
    }
}
