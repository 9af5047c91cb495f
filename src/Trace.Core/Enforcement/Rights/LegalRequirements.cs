using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.Enforcement;

/// <summary>What the law asks, by country, claim and kind of right. A data file with a version; not legal advice, and it says where it comes from.</summary>
public sealed class LegalRequirements
{
    private static readonly Lazy<LegalRequirements> Embedded = new(() =>
        TryRead(EmbeddedFile.Read("legal-requirements.json"), out var law, out var problems)
            ? law
            : throw new InvalidOperationException(string.Join('\n', problems)));

    private LegalRequirements(string version, IReadOnlyList<LegalLine> lines) => (Version, Lines) = (version, lines);

    /// <summary>The file that comes with this library.</summary>
    public static LegalRequirements Current => Embedded.Value;

    /// <summary>Kept with every notice that was checked by it.</summary>
    public string Version { get; }

    public IReadOnlyList<LegalLine> Lines { get; }

    /// <summary>Returns the file, or what is wrong with it, each with its line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out LegalRequirements? law, out IReadOnlyList<string> problems)
    {
        var check = LegalFileCheck.Read(json);
        problems = check.Problems;
        law = problems.Count == 0 ? new LegalRequirements(check.Version!, check.Lines) : null;
        return law is not null;
    }

    /// <summary>What applies, to be shown beside what is written.</summary>
    public IReadOnlyList<LegalLine> For(string country, ClaimKind claim, RightKind right, OutgoingKind document) =>
        [.. Lines.Where(line => line.Applies(country, claim, right, document))];

    /// <summary>The lines of which nothing is stated.</summary>
    public IReadOnlyList<Gap> Missing(string country, ClaimKind claim, RightKind right, OutgoingKind document, IReadOnlyCollection<string> stated) =>
    [
        .. For(country, claim, right, document)
            .Where(line => line.States.Count > 0 && !line.States.Any(stated.Contains))
            .Select(line => new Gap("law_asks", $"{line.Law}, {line.Article}: {line.Says}", line.Id)),
    ];
}
