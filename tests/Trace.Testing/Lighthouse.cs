using System.Text.Json;

namespace Trace.Testing;

/// <summary>What Lighthouse says of a page on a phone: scores of 100 by category, and the audits that are not perfect.</summary>
public sealed record LighthouseReport(IReadOnlyDictionary<string, int> Scores, IReadOnlyList<string> Below);

/// <summary>Runs Lighthouse in a browser of its own.</summary>
public static class Lighthouse
{
    public static async Task<LighthouseReport> AuditAsync(Uri page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var result = await Tool.RunAsync("node", [NodeScripts.Find("lighthouse.mjs"), Tool.Find("chromium"), page.AbsoluteUri]);
        return JsonSerializer.Deserialize(result.Output, BrowserJson.Default.LighthouseReport)!;
    }
}
