using System.Globalization;
using Trace.Core.Detection;

namespace Trace.Server.Anomalies;

/// <summary>Many codes of a batch look as if each were on more than one object, by the pools of its scans.</summary>
public sealed record BatchFinding(BatchEvidence Evidence, PoolBaseline Baseline) : Finding(AnomalyKind.CopiedBatch, Evidence.LastAt, Evidence.Signs)
{
    private const int MostReasons = 5;

    /// <summary>What a pool has to show to be named.</summary>
    private const double Named = 2;

    public override double Score(long scans) => Evidence.Score(Baseline);

    public override IReadOnlyList<StoredReason> Reasons(long scans)
    {
        var pools = Evidence.Findings(Baseline, Named).Take(MostReasons).Select(Reason).ToList();
        return pools.Count > 0 ? pools : [new("copied_batch", Math.Round(Score(scans), 2), scans)];
    }

    private static StoredReason Reason(PoolFinding pool) => new(Code(pool.Kind), Math.Round(pool.Score, 2), pool.Signs, Detail: string.Create(
        CultureInfo.InvariantCulture,
        $"{Where(pool)}: {pool.Signs} of {pool.Units} scanned units ({pool.ExpectedSigns:0.#} were to be expected), {pool.Elsewhere} of them clearly elsewhere than before ({pool.ExpectedElsewhere:0.#} were to be expected)."));

    private static string Code(PoolKind kind) => kind switch
    {
        PoolKind.City => "copied_city",
        PoolKind.Country => "copied_country",
        _ => "copied_batch",
    };

    private static string Where(PoolFinding pool) => pool switch
    {
        { Place: { } place } => string.Create(CultureInfo.InvariantCulture, $"Within {place.RadiusKm:0} km of {place.Latitude:0.#}°, {place.Longitude:0.#}°"),
        { Country: { } country } => $"In {country}",
        _ => "In all",
    };
}
