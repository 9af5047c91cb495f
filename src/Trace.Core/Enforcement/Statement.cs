namespace Trace.Core.Enforcement;

/// <summary>What a notice or letter can state: the words by which laws, forms and claims speak of the same thing.</summary>
public static class Statement
{
    /// <summary>The goods were first put on the market by the owner, or with its consent, outside the area in which that ends the right.</summary>
    public const string FirstSaleOutside = "first_sale_outside";

    /// <summary>Neither the owner nor anybody with its consent ever put these goods on a market: samples, rejects, goods taken from a warehouse.</summary>
    public const string NeverSoldByOwner = "never_sold_by_owner";

    /// <summary>The owner has legitimate reasons against further sale: the goods were changed or impaired after they were put on the market.</summary>
    public const string LegitimateReason = "legitimate_reason";

    /// <summary>The goods differ from those sold here in what buyers find relevant: composition, warranty, packaging, language, codes removed.</summary>
    public const string MaterialDifference = "material_difference";

    /// <summary>A lawyer of the country advised on a law that is not in our file.</summary>
    public const string CounselAdvised = "counsel_advised";

    /// <summary>Why resale can be opposed although the owner may have sold the goods.</summary>
    public static IReadOnlyList<string> Grounds { get; } = [FirstSaleOutside, NeverSoldByOwner, LegitimateReason, MaterialDifference, CounselAdvised];

    /// <summary>All that a line of the law can ask for.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Grounds,
        "explanation", "exact_location", "submitter_name", "submitter_email", "good_faith",
        "signature", "work_identified", "material_identified", "contact", "not_authorized_by_owner", "accuracy", "authority_under_perjury",
        "right_identified", "prima_facie_evidence",
    ];
}
