namespace Trace.Core.Labels;

/// <summary>What a label says about itself beside the unit's data.</summary>
public enum LabelMark
{
    None,

    /// <summary>The batch is a specimen: its codes verify as such and may not be sold.</summary>
    Specimen,

    /// <summary>The unit is a giveaway.</summary>
    Sample,
}

/// <summary>The data of one label. Everything except <see cref="Uri"/> and <see cref="Serial"/> is usually the same for a whole batch.</summary>
public sealed record LabelContent
{
    /// <summary>The Digital Link URI of the QR code, exactly as it is to be encoded.</summary>
    public required string Uri { get; init; }

    /// <summary>AI (01): 14 digits.</summary>
    public required string Gtin { get; init; }

    /// <summary>AI (21): 1 to 20 characters of GS1 character set 82.</summary>
    public required string Serial { get; init; }

    /// <summary>AI (10): 1 to 20 characters of GS1 character set 82.</summary>
    public string? Lot { get; init; }

    /// <summary>The expiry as people read it, such as <c>2027-12-31</c> or <c>2027-12</c>.</summary>
    public string? Expiry { get; init; }

    /// <summary>AI (17) for the Data Matrix element string: YYMMDD, day 00 for the end of the month.</summary>
    public string? ExpiryAi17 { get; init; }

    /// <summary>Any script; left out or shortened where the label is too small for it.</summary>
    public string? ProductName { get; init; }

    /// <summary>Any script; the first line to go where the label is too small.</summary>
    public string? BrandName { get; init; }

    /// <summary>The covered code, 10 characters; set in a frame of its own, for a scratch-off or peel-off cover to lie on. It is in no symbol.</summary>
    public string? Cover { get; init; }

    public LabelMark Mark { get; init; }
}
