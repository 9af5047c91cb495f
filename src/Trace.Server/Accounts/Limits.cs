using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Http;

namespace Trace.Server.Accounts;

/// <summary>What a key or account is limited to, as the database has it: a JSON list, null for no limit.</summary>
public static class Limits
{
    private const int MaxEntries = 1000;
    private const int MaxSiteLength = 100;

    public static string? Format(IReadOnlyCollection<string>? entries) =>
        entries is { Count: > 0 } ? JsonSerializer.Serialize(entries.ToList(), ServerJson.Default.ListString) : null;

    public static IReadOnlySet<string> Parse(string? json) => ToList(json)?.ToHashSet(StringComparer.Ordinal) ?? [];

    /// <summary>As the API shows it: left out when there is no limit.</summary>
    public static List<string>? ToList(string? json) => json == null ? null : JsonSerializer.Deserialize(json, ServerJson.Default.ListString);

    /// <summary>Reads the limits of a new key or account; GTINs come back with 14 digits.</summary>
    /// <param name="invalid">The word of the failure for anything but a GTIN.</param>
    public static Outcome<IReadOnlyList<string>> Read(
        Caller caller, IReadOnlyList<string>? gtins, IReadOnlyList<string>? sites, string invalid)
    {
        if (gtins?.Count > MaxEntries || sites?.Count > MaxEntries)
            return new Failure(invalid, $"`gtins` and `sites` hold at most {MaxEntries} entries.");
        var parsed = new List<string>();
        foreach (var text in gtins ?? [])
        {
            if (!Gtin.TryParse(text, out var gtin, out var why))
                return new Failure("invalid_gtin", $"`gtins`: {why}");
            parsed.Add(gtin.Value);
        }

        if ((sites ?? []).Select(site => PlainText.Problem(site, "sites", MaxSiteLength)).FirstOrDefault(problem => problem != null) is { } bad)
            return new Failure(invalid, bad);
        return Within(caller, parsed, sites ?? [])
            ? Outcome.Of<IReadOnlyList<string>>(parsed)
            : new Failure("forbidden", "You are limited to some GTINs or sites, so what you make names some of them in `gtins` and `sites`.");
    }

    /// <summary>Else a limited key could have itself made a wider one.</summary>
    public static bool Within(Caller caller, IReadOnlyCollection<string> gtins, IReadOnlyCollection<string> sites) =>
        (caller.Gtins.Count == 0 || (gtins.Count > 0 && gtins.All(caller.Gtins.Contains)))
        && (caller.Sites.Count == 0 || (sites.Count > 0 && sites.All(caller.Sites.Contains)));

    /// <summary>A limited caller reaches keys and accounts that may do no more than it may itself; the others are not there for it.</summary>
    public static bool Within(Caller caller, ILimited row) => Within(caller, Parse(row.Gtins), Parse(row.Sites));

    /// <summary>The first rows within the caller's limits: those outside are passed over, so that a page is full while there are more.</summary>
    public static async Task<IReadOnlyList<T>> ListWithinAsync<T>(Caller caller, long after, int count, Func<long, int, Task<IReadOnlyList<T>>> list)
        where T : ILimited
    {
        if (!caller.IsLimited)
            return await list(after, count);
        var within = new List<T>();
        IReadOnlyList<T> rows;
        do
        {
            rows = await list(after, Paging.MaxLimit);
            within.AddRange(rows.Where(row => Within(caller, row)));
            after = rows.Count == 0 ? after : rows[^1].Id;
        }
        while (rows.Count == Paging.MaxLimit && within.Count < count);
        return [.. within.Take(count)];
    }
}

/// <summary>A row that says what someone is limited to.</summary>
public interface ILimited
{
    long Id { get; }

    string? Gtins { get; }

    string? Sites { get; }
}
