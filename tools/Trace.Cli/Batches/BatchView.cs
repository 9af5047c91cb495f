using System.Globalization;
using Trace.Cli.Terminal;

namespace Trace.Cli.Batches;

/// <summary>An order of codes as the server takes it.</summary>
internal sealed record BatchOrder(
    string Gtin,
    long Quantity,
    string? Lot,
    string? Expiry,
    IReadOnlyList<string>? Market,
    string? Profile,
    IReadOnlyList<string>? InCode,
    bool? Activate,
    bool? Specimen,
    decimal? OverrunPercent,
    decimal? SamplePercent,
    bool? Cover);

/// <summary>What the screen shows of a batch; an answer without these members is not one. JSON output hands on the server's own answer.</summary>
internal sealed record BatchView(
    string Id,
    long Number,
    string Gtin,
    string Kind,
    string Profile,
    long Quantity,
    long Ordered,
    long Overrun,
    long Samples,
    bool Activate,
    bool Specimen,
    int KeyId,
    string Host,
    DateTimeOffset CreatedAt,
    string? Lot = null,
    string? Expiry = null,
    IReadOnlyList<string>? Market = null,
    IReadOnlyList<string>? InCode = null,
    IReadOnlyDictionary<string, long>? Statuses = null,
    bool Cover = false)
{
    public static readonly IReadOnlyList<string> Columns = ["Batch", "GTIN", "Quantity", "Lot", "Expiry", "Profile", "Kind", "Created"];

    public IReadOnlyList<string> ToRow() =>
        [Id, Gtin, Number0(Quantity), Lot ?? "", Expiry ?? "", Profile, Kind, CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];

    public void Write(Output output)
    {
        output.Line($"Batch {Id}{(Specimen ? ", a specimen (test) batch" : "")}");
        output.Facts(
        [
            ("GTIN", Gtin),
            ("Quantity", Quantity == Ordered ? Number0(Quantity) : $"{Number0(Quantity)} ({Number0(Ordered)} ordered, {Number0(Overrun)} overrun, {Cli.Words.Count(Samples, "sample")})"),
            ("Lot", Lot),
            ("Expiry", Expiry),
            ("Market", string.Join(", ", Market ?? [])),
            ("Profile", Profile),
            ("In the code", string.Join(", ", InCode ?? [])),
            ("Active", Activate ? "from the start" : null),
            ("Covered codes", Cover ? "yes" : null),
            ("Kind", Kind),
            ("Key", KeyId.ToString(CultureInfo.InvariantCulture)),
            ("Host", Host),
            ("Created", Time(CreatedAt)),
        ]);
        if (Statuses == null)
            return;
        output.Line("");
        output.Table(["Status", "Units", "Share"], Statuses.Select(Share).ToList());
    }

    /// <summary>Whether its expiry (a day, or the end of a month) is over.</summary>
    public bool HasExpired(DateTimeOffset now) =>
        Expiry != null && string.CompareOrdinal(Expiry, now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)[..Math.Min(10, Expiry.Length)]) < 0;

    private IReadOnlyList<string> Share(KeyValuePair<string, long> status) =>
    [
        status.Key,
        Number0(status.Value),
        string.Create(CultureInfo.InvariantCulture, $"{100m * status.Value / Math.Max(1, Quantity):0.##} %"),
    ];

    private static string Number0(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
