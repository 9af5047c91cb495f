using System.Globalization;

namespace Trace.Server.Anomalies;

/// <summary>What groups of the queue are sorted by; the largest first, of age the oldest.</summary>
public enum GroupOrder
{
    /// <summary>The newest scan.</summary>
    Newest,

    /// <summary>How many scans there were: each is a person who held one.</summary>
    Harm,

    /// <summary>The highest score.</summary>
    Score,

    /// <summary>How many codes.</summary>
    Spread,

    /// <summary>When the first was opened.</summary>
    Age,

    /// <summary>The kind, in the order of the README.</summary>
    Kind,
}

public static class GroupOrders
{
    public static readonly IReadOnlyList<string> Words = [.. Enum.GetValues<GroupOrder>().Select(ToWord)];

    public static string ToWord(this GroupOrder order) => order.ToString().ToLowerInvariant();

    public static bool TryParse(string word, out GroupOrder order)
    {
        var index = Words.ToList().IndexOf(word);
        order = (GroupOrder)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The place of a group, larger before smaller: an aggregate for the statements of groups.</summary>
    internal static string Aggregate(this GroupOrder order) => order switch
    {
        GroupOrder.Harm => "SUM(scans)",
        GroupOrder.Score => "MAX(score)",
        GroupOrder.Spread => "COUNT(*)",
        GroupOrder.Age => "-MIN(detected_at)",
        GroupOrder.Kind => "MAX(CASE kind WHEN 'shared_online' THEN -15 ELSE -10 * slot END)",
        _ => "MAX(last_at)",
    };
}

/// <summary>Which group: what it is sorted by, and among groups of the same its batch (0 for none) and kind.</summary>
public readonly record struct GroupPlace(double Value, long Batch, string Kind)
{
    public static readonly GroupPlace First = new(double.MaxValue, 0, "");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:R}_{Batch}_{Kind}");

    public static bool TryParse(string text, out GroupPlace place)
    {
        place = default;
        if (text.Split('_', 3) is not [var value, var batch, var kind]
            || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
            || !long.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out var batchNumber)
            || !AnomalyKinds.Words.Contains(kind))
        {
            return false;
        }

        place = new GroupPlace(number, batchNumber, kind);
        return true;
    }
}
