using System.Text.RegularExpressions;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Layout;

/// <summary>The threat model names tests, and a defence whose test is gone is noticed.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string[] Flows = ["Issue", "Verify", "Check offline", "Print", "Report status", "Sign in", "Keys", "Audit", "Log", "Evidence", "Enforce", "Outbound"];

    private static readonly ILookup<string, string> Tests = SourceFile.Below("tests")
        .Where(file => file.Name.EndsWith("Tests.cs", StringComparison.Ordinal))
        .ToLookup(file => file.Name[..^3], file => file.Text);

    [Fact]
    public async Task Every_row_names_tests_that_exist()
    {
        var lines = await File.ReadAllLinesAsync(Repository.File("api-specs", "threat-model.md"), TestContext.Current.CancellationToken);
        var rows = lines.Where(line => Row().IsMatch(line)).ToList();

        Assert.True(rows.Count >= 30);
        Assert.Equal(Flows, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).Where(name => name != "Accepted"));
        var unknown = rows.SelectMany(row => TestNames(row).DefaultIfEmpty("").Select(name => (row, name))).Where(pair => !Exists(pair.name)).Select(pair => $"{pair.name} in {pair.row}").ToList();
        Assert.True(unknown.Count == 0, string.Join('\n', unknown));
    }

    /// <summary>The control.</summary>
    [Fact]
    public void A_test_that_is_not_there_would_be_noticed()
    {
        Assert.True(Exists($"{nameof(ThreatModelTests)}.{nameof(A_test_that_is_not_there_would_be_noticed)}"));
        Assert.True(Exists($"{nameof(ThreatModelTests)}.*"));
        Assert.False(Exists($"{nameof(ThreatModelTests)}.Something_else"));
        Assert.False(Exists("NoSuchTests.*"));
        Assert.False(Exists(""));
    }

    private static IEnumerable<string> TestNames(string row) => TestName().Matches(row.Split('|')[^2]).Select(match => match.Groups["name"].Value);

    /// <summary>A method that is a test of its class, or any of it for <c>*</c>.</summary>
    private static bool Exists(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 2 && Tests[parts[0]].Any(text => parts[1] == "*"
            ? text.Contains("[Fact", StringComparison.Ordinal) || text.Contains("[Theory", StringComparison.Ordinal)
            : Regex.IsMatch(text, $@"\[(Fact|Theory)[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async Task|void|Task) {Regex.Escape(parts[1])}\(", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    [GeneratedRegex(@"^\| [STRIDE](, [STRIDE])* \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Za-z]+\\.[A-Za-z0-9_*]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
