namespace Trace.Core.Codes;

/// <summary>Where a unit is in its life. All but <see cref="Created"/> are reported, by index range or by scanned codes.</summary>
public enum UnitStatus
{
    /// <summary>Issued, nothing reported yet.</summary>
    Created,

    /// <summary>Applied to a product.</summary>
    Active,

    /// <summary>The label was destroyed or misprinted.</summary>
    Spoiled,

    /// <summary>Printed or not, left over.</summary>
    Unused,

    Lost,
    Stolen,
    Recalled,

    /// <summary>Sold, consumed or taken out of the market for good.</summary>
    Retired,
}
