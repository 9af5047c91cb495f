namespace Trace.Core.Enforcement;

/// <summary>Turns the file into lines of the law, or says what is wrong and on which line.</summary>
internal sealed class LegalFileCheck
{
    private readonly List<string> problems = [];
    private readonly List<LegalLine> lines = [];

    public string? Version { get; private init; }

    public IReadOnlyList<string> Problems => problems;

    public IReadOnlyList<LegalLine> Lines => lines;

    public static LegalFileCheck Read(ReadOnlySpan<byte> json)
    {
        var file = EmbeddedFile.Parse(json, LegalFileJson.Default.LegalFile, out var problem);
        var check = new LegalFileCheck { Version = file?.Version };
        if (file is null)
        {
            check.problems.Add(problem!);
            return check;
        }

        if (string.IsNullOrWhiteSpace(file.Version))
            check.problems.Add("The file has no version.");
        if (file.Lines is not { Count: > 0 })
            check.problems.Add("The file has no lines.");
        else
            check.Add(file.Lines, EmbeddedFile.Lines(json, "lines"));
        return check;
    }

    private void Add(IReadOnlyList<LegalFileLine?> entries, IReadOnlyList<int> at)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index] ?? new LegalFileLine();
            var faults = Faults(entry).ToList();
            if (entry.Id is { } id && !ids.Add(id))
                faults.Add("id is that of an earlier line");
            problems.AddRange(faults.Select(fault => $"Line {at[index]}, {entry.Id ?? "without id"}: {fault}."));
            if (faults.Count == 0)
                lines.Add(Line(entry));
        }
    }

    private static IEnumerable<string> Faults(LegalFileLine entry)
    {
        (string Name, string? Value)[] texts = [("id", entry.Id), ("says", entry.Says), ("law", entry.Law), ("article", entry.Article)];
        foreach (var (name, _) in texts.Where(text => string.IsNullOrWhiteSpace(text.Value)))
            yield return $"{name} is missing";
        if (!IsSource(entry.Url))
            yield return "url is no https address";
        if (entry.Jurisdiction == Territory.World || !Territory.IsKnown(entry.Jurisdiction))
            yield return "jurisdiction is no country or union";
        if (!Words.AreKnown<OutgoingKind>(entry.Documents))
            yield return $"documents are of {string.Join(", ", Words.All<OutgoingKind>())}";
        if (!Words.AreKnown<ClaimKind>(entry.Claims))
            yield return $"claims are of {string.Join(", ", Words.All<ClaimKind>())}";
        if (!Words.AreKnown<RightKind>(entry.Rights))
            yield return $"rights are of {string.Join(", ", Words.All<RightKind>())}";
        if (entry.States is { } states && (states.Count == 0 || states.Except(Statement.All, StringComparer.Ordinal).Any()))
            yield return $"states are of {string.Join(", ", Statement.All)}";
        if (entry.ExhaustedIn is { } areas && (areas.Count == 0 || !areas.All(Territory.IsKnown)))
            yield return "exhaustedIn is of countries, unions, or *";
        if (entry.ExhaustedIn is not null && (entry.States is null || entry.States.Except(Statement.Grounds, StringComparer.Ordinal).Any()))
            yield return "a line with exhaustedIn states grounds";
    }

    internal static bool IsSource(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static LegalLine Line(LegalFileLine entry) => new()
    {
        Id = entry.Id!,
        Jurisdiction = entry.Jurisdiction!,
        Documents = Words.Read<OutgoingKind>(entry.Documents),
        Claims = Words.Read<ClaimKind>(entry.Claims),
        Rights = Words.Read<RightKind>(entry.Rights),
        States = entry.States ?? [],
        ExhaustedIn = entry.ExhaustedIn ?? [],
        Says = entry.Says!,
        Law = entry.Law!,
        Article = entry.Article!,
        Url = new Uri(entry.Url!),
        Unverified = entry.Unverified ?? false,
    };
}
