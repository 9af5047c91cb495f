namespace Trace.Core.Detection;

/// <summary>What a scan may be to the pools of its batch.</summary>
public enum PoolSign : byte
{
    /// <summary>No sign: a unit that is seen, or seen at one more place, for the first time.</summary>
    None,

    /// <summary>Another device, weeks after the first, where the unit was seen or at no known place.</summary>
    Near,

    /// <summary>The same, and perhaps at none of the places where the unit was seen.</summary>
    Apart,

    /// <summary>The same, and clearly so.</summary>
    Elsewhere,
}

/// <summary>One of the few scans of a unit that its batch has to know of; see <see cref="UnitEvidence.ForPools"/>.</summary>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="FirstAt">When the unit was first scanned by a device.</param>
/// <param name="Sign">What it shows. A unit shows a sign once.</param>
/// <param name="IsFirst">Whether the unit is new to the batch.</param>
/// <param name="Place">Where, if that is known to a city.</param>
/// <param name="PlaceIsNew">Whether the unit is new to that city.</param>
/// <param name="Other">Where the unit was seen before, if known to a city, and another one.</param>
/// <param name="FirstPlace">Where the unit was seen first, however well that is known; null if not known.</param>
/// <param name="Country">ISO 3166-1 alpha-2; null if not known.</param>
/// <param name="CountryIsNew">Whether the unit is new to that country.</param>
/// <param name="OtherCountry">Another one in which the unit was seen before.</param>
public readonly record struct PoolEvent(
    long At,
    long FirstAt,
    PoolSign Sign,
    bool IsFirst,
    Disc? Place,
    bool PlaceIsNew,
    Disc? Other,
    Disc? FirstPlace,
    string? Country,
    bool CountryIsNew,
    string? OtherCountry);
