namespace Trace.Core.Enforcement;

/// <summary>What a claim can rest on.</summary>
public enum RightKind
{
    TradeMark,
    Design,
    Patent,
    Copyright,
}

/// <summary>Where a right is on a day.</summary>
public enum RightStanding
{
    /// <summary>In force.</summary>
    Registered,

    /// <summary>Applied for, or in force only from a later day.</summary>
    NotYet,

    /// <summary>Its term is over and no renewal is recorded.</summary>
    Expired,

    /// <summary>Surrendered, cancelled or declared invalid.</summary>
    Withdrawn,
}
