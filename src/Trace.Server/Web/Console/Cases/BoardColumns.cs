using Trace.Core.Enforcement;

namespace Trace.Server.Web.Console.Cases;

/// <summary>The columns of the board: states by whose turn it is.</summary>
public static class BoardColumns
{
    public static readonly IReadOnlyList<(string Key, IReadOnlyList<string> States)> All =
    [
        ("begin", Of(CaseState.Draft)),
        ("seller", Of(CaseState.SellerContacted, CaseState.ProofRequested)),
        ("ours", Of(CaseState.NoAnswer, CaseState.Refused, CaseState.RefusedByPlatform, CaseState.CounterNotice, CaseState.Removed)),
        ("platform", Of(CaseState.PlatformComplaint)),
        ("legal", Of(CaseState.Legal)),
    ];

    /// <summary>The class of a state's chip.</summary>
    public static string ChipOf(string state) => state switch
    {
        "draft" or "closed" => "handled",
        "removed" => "active",
        "no_answer" or "refused" or "refused_by_platform" or "counter_notice" => "open",
        "legal" => "caution",
        _ => "",
    };

    private static List<string> Of(params CaseState[] states) => [.. states.Select(Words.Of)];
}
