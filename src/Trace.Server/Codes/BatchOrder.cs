using System.Globalization;
using Trace.Core.Codes;
using Trace.Server.Http;

namespace Trace.Server.Codes;

/// <summary>A valid order of codes, before it has a number and keys: see <see cref="Batch"/>.</summary>
public record BatchOrder
{
    /// <summary>Index has 32 bits.</summary>
    public const long MaxQuantity = uint.MaxValue;

    private const int MaxLotLength = 20;
    private const int MaxMarkets = 250;
    private const int MaxSiteLength = 100;

    public required Gtin Gtin { get; init; }

    public required CodeProfile Profile { get; init; }

    public required long Ordered { get; init; }

    /// <summary>Codes beyond the order, for labels that spoil.</summary>
    public long Overrun { get; init; }

    /// <summary>The last codes of the batch, printed as samples and never sold.</summary>
    public long Samples { get; init; }

    public string? Lot { get; init; }

    public ExpiryDate? Expiry { get; init; }

    /// <summary>ISO 3166-1 alpha-2 codes of the countries it is meant for.</summary>
    public IReadOnlyList<string> Market { get; init; } = [];

    public bool LotInCode { get; init; }

    public bool ExpiryInCode { get; init; }

    /// <summary>Its units are active from the start.</summary>
    public bool Activate { get; init; }

    /// <summary>A test batch: every label and every verdict says so.</summary>
    public bool Specimen { get; init; }

    /// <summary>A second code of each unit is printed under a cover, see <see cref="CoverCode"/>.</summary>
    public bool Cover { get; init; }

    /// <summary>The site that applies the codes; null for any.</summary>
    public string? Site { get; init; }

    /// <summary>Codes in all.</summary>
    public long Quantity => Ordered + Overrun + Samples;

    public static Outcome<BatchOrder> Parse(CreateBatchRequest request, DateOnly today)
    {
        if (!Gtin.TryParse(request.Gtin, out var gtin, out var why))
            return new Failure("invalid_gtin", $"`gtin`: {why}");
        if (request.Quantity is not (>= 1 and <= MaxQuantity))
            return new Failure("invalid_quantity", string.Create(CultureInfo.InvariantCulture, $"`quantity` is 1 to {MaxQuantity:N0}, not {request.Quantity?.ToString(CultureInfo.InvariantCulture) ?? "missing"}."));
        if (Problem(request, today) is { } problem)
            return problem;

        var order = new BatchOrder
        {
            Gtin = gtin,
            Profile = request.Profile == "compact" ? CodeProfile.Compact : CodeProfile.Signed,
            Ordered = request.Quantity.Value,
            Overrun = Share(request.Quantity.Value, request.OverrunPercent),
            Samples = Share(request.Quantity.Value, request.SamplePercent),
            Lot = request.Lot,
            Expiry = ExpiryDate.TryParse(request.Expiry, out var expiry) ? expiry : null,
            Market = [.. (request.Market ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            LotInCode = request.InCode?.Contains("lot", StringComparer.Ordinal) ?? false,
            ExpiryInCode = request.InCode?.Contains("expiry", StringComparer.Ordinal) ?? false,
            Activate = request.Activate ?? false,
            Specimen = request.Specimen ?? false,
            Cover = request.Cover ?? false,
            Site = request.Site,
        };
        if (order.Quantity > MaxQuantity)
            return new Failure("invalid_quantity", string.Create(CultureInfo.InvariantCulture, $"Quantity, overrun and samples make {order.Quantity:N0}; the most is {MaxQuantity:N0}."));
        return InCodeProblem(order) is { } inCode ? inCode : order;
    }

    private static long Share(long quantity, decimal? percent) => (long)Math.Ceiling(quantity * (percent ?? 0) / 100);

    private static Failure? Problem(CreateBatchRequest request, DateOnly today)
    {
        if (request.Profile is not (null or "signed" or "compact"))
            return new Failure("invalid_batch", "`profile` is signed or compact.");
        if (request.Lot != null && (request.Lot.Length is 0 or > MaxLotLength || !CharacterSet82.ContainsOnly(request.Lot)))
            return new Failure("invalid_batch", $"`lot` is 1 to {MaxLotLength} characters of GS1 character set 82.");
        if (request.Expiry != null && !IsUsable(request.Expiry, today))
            return new Failure("invalid_date", "`expiry` is a real date as YYYY-MM-DD or YYYY-MM, within 49 years of today.");
        if (request.Market?.Count > MaxMarkets || request.Market?.FirstOrDefault(code => !Countries.IsKnown(code)) is { } || request.Market?.Contains(null!) == true)
            return new Failure("invalid_batch", "`market` lists countries as ISO 3166-1 alpha-2 codes, such as \"DE\".");
        if (request.InCode?.Any(name => name is not ("lot" or "expiry")) == true)
            return new Failure("invalid_batch", "`inCode` lists \"lot\", \"expiry\" or both.");
        if (PlainText.OptionalProblem(request.Site, "site", MaxSiteLength) is { } site)
            return new Failure("invalid_batch", site);
        return request.OverrunPercent is < 0 or > 100 || request.SamplePercent is < 0 or > 100
            ? new Failure("invalid_batch", "`overrunPercent` and `samplePercent` are 0 to 100.")
            : null;
    }

    private static Failure? InCodeProblem(BatchOrder order)
    {
        if (order.Profile == CodeProfile.Compact && (order.LotInCode || order.ExpiryInCode))
            return new Failure("invalid_batch", "A compact code carries nothing besides GTIN and serial; use the signed profile or leave `inCode` out.");
        if (order.LotInCode && order.Lot == null)
            return new Failure("invalid_batch", "`inCode` names the lot, but there is no `lot`.");
        return order.ExpiryInCode && order.Expiry == null
            ? new Failure("invalid_batch", "`inCode` names the expiry, but there is no `expiry`.")
            : null;
    }

    /// <summary>AI (17) has two digits for the year; 50 years away it would be read as another century.</summary>
    private static bool IsUsable(string text, DateOnly today) =>
        ExpiryDate.TryParse(text, out var expiry) && Math.Abs(expiry.LastDay.Year - today.Year) <= 49;
}
