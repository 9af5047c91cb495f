using Trace.Server.Anomalies;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>What people act on: a group, or one anomaly.</summary>
/// <param name="AnomalyId">Of the one; null for a group of several.</param>
/// <param name="Count">How many it stands for: of a group, those that are still open.</param>
public sealed record QueueItem(string Kind, string? BatchId, string? AnomalyId, long Count)
{
    public string Key => AnomalyId ?? $"{BatchId}-{Kind}";

    /// <summary>Of one code, so that it can be blocked.</summary>
    public bool IsOfUnit => AnomalyId != null && AnomalyKinds.IsOfUnit(AnomalyKinds.Parse(Kind).Slot());

    public static QueueItem Of(AnomalyGroup group) => new(group.Kind, group.BatchId, group.AnomalyId, group.AnomalyId != null ? 1 : group.Open + group.Snoozed);

    public static QueueItem Of(AnomalyResponse anomaly) => new(anomaly.Kind, anomaly.BatchId, anomaly.Id, 1);
}
