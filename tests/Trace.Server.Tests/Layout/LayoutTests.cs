using System.Text.RegularExpressions;
using Trace.Core.Codes;
using Trace.Server.Storage;
using Xunit;

namespace Trace.Server.Tests.Layout;

/// <summary>Where things stand in the source: rules that a review would otherwise have to remember.</summary>
public sealed class LayoutTests
{
    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.Below("src", "tools");

    [Fact]
    public void Files_have_300_lines_at_most() => AssertNone(Files.Select(file => file.LengthProblem()));

    [Fact]
    public void No_file_or_type_is_a_helper_util_manager_or_common() => AssertNone(Files.SelectMany(file => file.NameProblems()));

    [Fact]
    public void Sql_stands_in_stores_and_in_storage_alone_and_names_its_columns() =>
        AssertNone(Files.SelectMany(file => new[] { file.SqlProblem(), file.StarProblem() }));

    /// <summary>Slices call each other's functions, never each other's tables.</summary>
    [Fact]
    public void Every_table_belongs_to_one_slice()
    {
        var tables = Migrator.Scripts(Dialect.Postgres).SelectMany(script => Regex.Matches(script.Sql, "CREATE TABLE (?<name>\\w+) \\(", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .Select(match => match.Groups["name"].Value).Append("schema_migration").ToHashSet(StringComparer.Ordinal);

        var owners = Files.SelectMany(file => file.Tables().Where(tables.Contains).Select(table => (Table: table, file.Slice))).Distinct()
            .ToLookup(pair => pair.Table, pair => pair.Slice);

        AssertNone(owners.Where(table => table.Count() > 1).Select(table => $"{table.Key} is used by {string.Join(" and ", table)}"));
        // Each is found at all, so that the search is known to find them.
        Assert.Equal(tables.Order(StringComparer.Ordinal), owners.Select(table => table.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>What an outsider needs to verify us offline knows no web server, no database and no time but what it is told.</summary>
    [Fact]
    public void The_core_has_no_web_no_database_and_no_clock()
    {
        string[] foreign = ["Microsoft.AspNetCore", "Microsoft.Extensions", "Dapper", "Microsoft.Data.Sqlite", "SQLitePCL", "Npgsql", "CsvHelper", "System.Net.Http", "System.Data", "Trace.Server"];
        AssertNone(typeof(Gtin).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => foreign.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))));
        AssertNone(Files.Where(file => file.Path.StartsWith("src/Trace.Core/", StringComparison.Ordinal)).Select(file => file.ClockProblem()));
    }

    /// <summary>The control: an invented file that breaks each rule is noticed by it, and one that keeps them is not.</summary>
    [Fact]
    public void A_file_that_breaks_a_rule_would_be_noticed()
    {
        var bad = new SourceFile(
            "src/Trace.Server/Http/DateHelper.cs",
            "class DateManager { var a = \"SELECT * FROM batch;\"; var b = clock ?? TimeProvider.System; }" + new string('\n', 301));
        Assert.NotNull(bad.LengthProblem());
        Assert.Equal(2, bad.NameProblems().Count());
        Assert.NotNull(bad.SqlProblem());
        Assert.NotNull(bad.StarProblem());
        Assert.NotNull(bad.ClockProblem());
        Assert.Equal(["batch"], bad.Tables());

        var good = new SourceFile("src/Trace.Server/Codes/BatchesStore.cs", "record Batch; /* Common words: update the batch, select from a list */ \"SELECT lot FROM batch;\"" + new string('\n', 300));
        Assert.Equal("Codes", good.Slice);
        Assert.Empty(good.NameProblems());
        Assert.All([good.LengthProblem(), good.SqlProblem(), good.StarProblem(), good.ClockProblem()], problem => Assert.Null(problem));
        Assert.True(Files.Count > 200);
    }

    private static void AssertNone(IEnumerable<string?> problems)
    {
        var found = problems.OfType<string>().ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
