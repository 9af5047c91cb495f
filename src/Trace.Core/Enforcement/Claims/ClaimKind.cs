namespace Trace.Core.Enforcement;

/// <summary>What is claimed of an offer. They are separate: each rests on evidence of its own, and none follows from another.</summary>
public enum ClaimKind
{
    /// <summary>Whoever offers it is not among the brand's authorized sellers, and its resale can be opposed.</summary>
    Unauthorized,

    /// <summary>A unit was sold in another market than its batch was issued for.</summary>
    Diverted,

    /// <summary>The code of a bought unit, or a work or design of the brand, was copied.</summary>
    Copied,

    /// <summary>A unit that bears the brand's mark was not made by or for the brand, as a named examiner found.</summary>
    Counterfeit,
}
