namespace Trace.Core.Detection;

/// <summary>What a pool is made of.</summary>
public enum PoolKind : byte
{
    Batch,
    Country,
    City,
}

/// <summary>What a pool says, in numbers that can be told to a brand.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Country">ISO 3166-1 alpha-2, of a country.</param>
/// <param name="Place">The middle of a city and how far the pool reaches.</param>
/// <param name="Score">Natural logarithm of how much likelier copies make it than honest goods.</param>
/// <param name="Units">Units seen there.</param>
/// <param name="Signs">Of these: scanned by another device after weeks.</param>
/// <param name="Elsewhere">Of these again: clearly elsewhere than before.</param>
/// <param name="ExpectedSigns">How many of the first were to be expected.</param>
/// <param name="ExpectedElsewhere">And of the second.</param>
/// <param name="Since">When the first of them was, Unix milliseconds.</param>
public sealed record PoolFinding(
    PoolKind Kind,
    string? Country,
    Disc? Place,
    double Score,
    int Units,
    int Signs,
    int Elsewhere,
    double ExpectedSigns,
    double ExpectedElsewhere,
    long Since);
