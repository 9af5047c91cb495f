using Microsoft.AspNetCore.WebUtilities;

namespace Trace.Server.Web.Console.Cases;

/// <summary>What the board or the list of cases shows, as its address says.</summary>
/// <param name="State">A state whose cases are listed; the board of all open ones if left out.</param>
/// <param name="Assignee">The id of an account, or me.</param>
public sealed record CasesAddress(string? State = null, string? Claim = null, string? Platform = null, string? Assignee = null, bool Overdue = false, string? Cursor = null)
{
    public const string Path = "/console/cases";
    public const string NewPath = $"{Path}/new";

    public bool IsFiltered => Claim != null || Platform != null || Assignee != null || Overdue;

    /// <summary>The stable link of one case.</summary>
    public static string Of(string id) => $"{Path}/{id}";

    /// <summary>A letter or notice of a case.</summary>
    public static string OfText(string id, string textId) => $"{Path}/{id}/texts/{textId}";

    /// <summary>A new case against a listing.</summary>
    public static string New(string? listing) => listing == null ? NewPath : QueryHelpers.AddQueryString(NewPath, "listing", listing);

    public override string ToString() => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["state"] = State,
        ["claim"] = Claim,
        ["platform"] = Platform,
        ["assignee"] = Assignee,
        ["overdue"] = Overdue ? "true" : null,
        ["cursor"] = Cursor,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
