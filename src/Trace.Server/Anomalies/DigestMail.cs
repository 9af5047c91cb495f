using System.Globalization;
using System.Text;
using Trace.Server.Accounts;
using Trace.Server.Codes;

namespace Trace.Server.Anomalies;

/// <summary>A digest in words: what was seen, in the groups of the queue. No code, no scan and no place is in it: mail is read by many on its way.</summary>
public sealed record DigestMail(string To, string Subject, string Text)
{
    public const int MostGroups = 20;

    /// <param name="account">Who gets it.</param>
    /// <param name="brand">The brand's name.</param>
    /// <param name="digest">What the person chose, and since when it is.</param>
    /// <param name="groups">The first groups, at least one.</param>
    /// <param name="publicUrl">The address of this service, if it is set.</param>
    public static DigestMail Of(AccountRow account, string brand, DigestRow digest, IReadOnlyList<OpenedGroupRow> groups, string? publicUrl)
    {
        var what = Count(groups[0].Anomalies, "new anomaly", "new anomalies");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{account.Name},\n\nsince {Time(digest.CoveredUntil):yyyy-MM-dd HH:mm} UTC: {what} of {brand}.\n");
        foreach (var kind in groups.GroupBy(group => group.Kind, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{AnomalyReasons.OfKind(AnomalyKinds.Parse(kind.Key))}\n");
            foreach (var group in kind)
                text.Append(CultureInfo.InvariantCulture, $"  {Line(group)}\n");
        }

        if (groups[0].Groups > groups.Count)
            text.Append(CultureInfo.InvariantCulture, $"\nAnd {Count(groups[0].Groups - groups.Count, "more group", "more groups")}.\n");
        text.Append("\nThis is what scans and reports show; what it means is for people to find out.\n");
        if (!string.IsNullOrEmpty(publicUrl))
            text.Append(CultureInfo.InvariantCulture, $"The queue: {publicUrl}{AnomaliesApi.Path}/groups?status={AnomalyRow.Open}\n");
        text.Append(CultureInfo.InvariantCulture, $"\nYou chose this mail ({digest.Every}). To get it no more: PUT {publicUrl}{DigestsApi.Path} with {{\"every\": \"{DigestPeriod.Off}\"}}.\n");
        return new DigestMail(account.Email, $"Trace: {what} of {brand}", text.ToString());
    }

    private static string Line(OpenedGroupRow group)
    {
        var isOfUnits = AnomalyKinds.IsOfUnit(AnomalyKinds.Parse(group.Kind).Slot());
        string?[] parts =
        [
            group.BatchNumber is { } number ? $"batch {BatchId.Format((uint)number)}" : null,
            group.Gtin is { } gtin ? $"GTIN {gtin}" : null,
            isOfUnits ? Count(group.Codes, "code", "codes") : null,
            Count(group.Scans, "scan", "scans"),
            string.Create(CultureInfo.InvariantCulture, $"highest score {group.Score:0.0}"),
            string.Create(CultureInfo.InvariantCulture, $"newest {Time(group.LastAt):yyyy-MM-dd}"),
            group.Decided == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{group.Decided} decided already"),
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
