using Microsoft.AspNetCore.WebUtilities;
using Trace.Server.Codes;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Batches;

/// <summary>What the list of batches shows, as its address says.</summary>
/// <param name="Text">What is looked for.</param>
/// <param name="State">One of <see cref="BatchStates"/>.</param>
public sealed record BatchAddress(string? Text = null, string? State = null, string? Cursor = null)
{
    public const string Path = "/console/batches";

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Text) || State != null;

    public Outcome<BatchFilter> ToFilter() => BatchLists.ParseFilter(Text, State);

    /// <summary>The stable link of one batch.</summary>
    public static string Of(string id) => $"{Path}/{id}";

    public override string ToString() => Below(Path, withPlace: true);

    /// <summary>The same list as a file.</summary>
    public string ToCsv() => Below(BatchCsv.ListPath, withPlace: false);

    private string Below(string path, bool withPlace) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["q"] = Text?.Trim(),
        ["state"] = State,
        ["cursor"] = withPlace ? Cursor : null,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
