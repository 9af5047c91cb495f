using System.Text.RegularExpressions;
using Trace.Testing;

namespace Trace.Server.Tests.Layout;

/// <summary>A file of ours as text, and what the layout rules ask of it.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
public sealed partial record SourceFile(string Path, string Text)
{
    private const int MaxLines = 300;

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The part of the tree whose tables are its own: the slice, in the server the folder below its root.</summary>
    public string Slice => Path.Split('/') is ["src", "Trace.Server", var folder, _, ..] ? folder : Path;

    /// <summary>All C# and Razor files below these folders, without what a build makes.</summary>
    public static IReadOnlyList<SourceFile> Below(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder.Split('/')), "*", SearchOption.AllDirectories))
        .Select(path => System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => (path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal)) && !path.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal)
        .Select(path => new SourceFile(path, File.ReadAllText(Repository.File(path.Split('/')))))
        .ToList();

    public string? LengthProblem() =>
        Text.Count(character => character == '\n') is > MaxLines and var lines ? $"{Path} has {lines} lines; the most is {MaxLines}" : null;

    /// <summary>Names that say only that something did not find its place.</summary>
    public IEnumerable<string> NameProblems() => TypeName().Matches(Text).Select(match => match.Groups["name"].Value)
        .Append(System.IO.Path.GetFileNameWithoutExtension(Path))
        .Where(name => VagueName().IsMatch(name))
        .Distinct(StringComparer.Ordinal)
        .Select(name => $"{Path}: {name} says nothing");

    /// <summary>Tables this file's SQL reads or writes.</summary>
    public IEnumerable<string> Tables() => Statement().Matches(Text).Select(match => match.Groups["table"].Value).Distinct(StringComparer.Ordinal);

    public string? SqlProblem() => Tables().Any() && !Name.EndsWith("Store.cs", StringComparison.Ordinal) && Slice != "Storage"
        ? $"{Path} holds SQL on {string.Join(", ", Tables())}; that is for a …Store or Storage/"
        : null;

    public string? StarProblem() => Star().IsMatch(Text) ? $"{Path} selects *; name the columns" : null;

    public string? ClockProblem() => Clock().Match(Text) is { Success: true } match ? $"{Path} asks a clock: {match.Value}" : null;

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+(struct\s+)?(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TypeName();

    [GeneratedRegex("(Helpers?|Utils?|Utilit(y|ies)|Managers?|Common)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VagueName();

    /// <summary>Keywords are upper case in ours, so that prose with such words is none.</summary>
    [GeneratedRegex(@"\b(FROM|INSERT INTO|UPDATE|DELETE FROM|JOIN|CREATE TABLE)\s+(IF NOT EXISTS\s+)?(?<table>[a-z_]{3,})\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\bSELECT\s+(\w+\.)?\*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Star();

    [GeneratedRegex(@"\bTimeProvider\b|\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b|\bStopwatch\b|\bEnvironment\.TickCount", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Clock();
}
