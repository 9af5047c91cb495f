using System.Globalization;
using Trace.Core.Detection;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Detection;

/// <summary>A court reads the figures of a dossier: they are those that were measured and published.</summary>
public sealed class PublishedFiguresTests
{
    private static readonly PublishedFigures Figures = PublishedFigures.Current;
    private static readonly string Readme = File.ReadAllText(Repository.File("src", "Trace.Core", "Detection", "README.md"));

    [Fact]
    public void Error_rates_that_dossiers_quote_are_those_of_the_readme()
    {
        var rows = Readme.Split('\n').Where(line => line.StartsWith("| `report-", StringComparison.Ordinal) || line.StartsWith("| `stress-", StringComparison.Ordinal)).ToList();

        Assert.Equal(rows.Count, Figures.FalseAlarms.Count);
        Assert.All(Figures.FalseAlarms.Zip(rows), pair =>
        {
            var (figure, row) = pair;
            var cells = row.Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal($"`{figure.World}` ({figure.Scanned})", cells[1]);
            Assert.Equal($"{figure.Rate} ({figure.Low} to {figure.High})", cells[2]);
            Assert.Equal(figure.FalseCautions, cells[4]);
        });
    }

    [Fact]
    public void What_is_found_as_dossiers_quote_it_is_what_the_readme_says()
    {
        var rows = Readme.Split("| copier | found | scans, days | buyers warned |", 2)[1].Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|')).ToList();

        Assert.Equal(rows.Count, Figures.Found.Count);
        Assert.All(Figures.Found.Zip(rows), pair => Assert.Equal([pair.First.Copier, pair.First.Found, pair.First.ScansDays], pair.Second.Split('|', StringSplitOptions.TrimEntries)[1..4]));
    }

    [Fact]
    public void Day_command_and_thresholds_are_those_of_the_readme_and_of_the_code()
    {
        Assert.Contains($"    {Figures.Command}\n", Readme, StringComparison.Ordinal);
        Assert.Contains($"are of {Figures.MeasuredOn}", Readme, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"(copied from {Figures.CopiedFrom}; warned from {Figures.WarnedFrom})"), Readme, StringComparison.Ordinal);
    }
}
