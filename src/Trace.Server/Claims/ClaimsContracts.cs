using System.Text.Json.Serialization;

namespace Trace.Server.Claims;

/// <summary>A covered code that a person has opened and read.</summary>
/// <param name="Code">What was read from the label itself, as for a check; nothing is stored as a scan.</param>
/// <param name="Cover">The covered code, 10 letters and digits. Spaces, hyphens, small letters and look-alikes count as meant.</param>
public sealed record ClaimRequest(string? Code, string? Cover);

/// <summary>What became of it: of the covered code alone. What speaks against the unit, such as a theft or a recall, is in the answer to a check.</summary>
/// <param name="Result">first, used_before, wrong or too_many_tries. A code that was not issued, and a unit without a covered code, are wrong too.</param>
/// <param name="FirstUsedAt">When it was used first.</param>
/// <param name="FirstUsedCountry">Where, ISO 3166-1 alpha-2, as far as it is known.</param>
/// <param name="Uses">How often it was used, this time included.</param>
/// <param name="TriesLeft">How many tries this unit has left before an hour without any; absent for what has no covered code.</param>
public sealed record ClaimResponse(ClaimResult Result, DateTimeOffset? FirstUsedAt = null, string? FirstUsedCountry = null, long? Uses = null, int? TriesLeft = null)
{
    /// <summary>Whether the first use came from the page of the same check.</summary>
    [JsonIgnore]
    public bool IsOfSameCheck { get; init; }
}

/// <summary>The outcome of one try.</summary>
public enum ClaimResult
{
    First,
    UsedBefore,
    Wrong,
    TooManyTries,
}

/// <summary>What a brand sees of the covered code of a unit.</summary>
/// <param name="FirstUsedAt">Absent until it is used.</param>
/// <param name="FirstUsedCountry">Where, as far as it is known.</param>
/// <param name="Uses">How often the right code was entered.</param>
public sealed record UnitClaim(DateTimeOffset? FirstUsedAt, string? FirstUsedCountry, long Uses);
