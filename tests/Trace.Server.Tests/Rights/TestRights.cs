namespace Trace.Server.Tests.Rights;

/// <summary>Rights as brands enter them.</summary>
internal static class TestRights
{
    public static object Mark { get; } = With();

    public static object With(
        string kind = "trade_mark",
        string? office = "EUIPO",
        string? number = "018765432",
        string? title = "CASA OLIO",
        string[]? territory = null,
        int[]? classes = null,
        string? from = "2021-03-01",
        string? until = null,
        string? owner = null) => new { kind, office, number, title, territory = territory ?? ["EU"], classes = classes ?? [29, 35], from, until, owner };
}
