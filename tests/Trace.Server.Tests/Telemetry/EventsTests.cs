using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Server.Storage;
using Trace.Server.Tests.Layout;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Telemetry;

/// <summary>Logs that programs read: events with numbers and named fields. What they must not hold is in LogsTests.</summary>
public sealed class EventsTests
{
    [Fact]
    public async Task Every_event_has_a_number_of_its_own_and_is_in_the_table_as_it_is_logged()
    {
        var events = SourceFile.Below("src").SelectMany(file => Regex.Matches(file.Text, @"LoggerMessage\((?<id>\d+), LogLevel\.(?<level>\w+), ""(?<text>.*)""\)\]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .Select(match => $"| {match.Groups["id"].Value} | {match.Groups["level"].Value} | {match.Groups["text"].Value} |").Order(StringComparer.Ordinal).ToList();
        var page = await File.ReadAllLinesAsync(Repository.File("src", "Trace.Server", "Telemetry", "README.md"), TestContext.Current.CancellationToken);

        Assert.True(events.Count > 20);
        Assert.Distinct(events.Select(line => line.Split('|')[1]));
        Assert.Equal(events, page.Where(line => Regex.IsMatch(line, @"^\| \d{4} \|", RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    /// <summary>Nothing is logged past them: a text put together by hand has no fields.</summary>
    [Fact]
    public void Nothing_is_logged_without_a_number() => Assert.Empty(SourceFile.Below("src")
        .Where(file => Regex.IsMatch(file.Text, @"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) && !file.Text.Contains("Math.Log(", StringComparison.Ordinal))
        .Select(file => file.Path));

    [Fact]
    public async Task With_the_setting_a_log_line_is_one_object_with_time_event_and_named_fields()
    {
        using var folder = new TemporaryFolder();
        // Scopes too: those of requests would hold their addresses.
        await using var server = await ServerProcess.StartAsync(folder.Path, null, "--Logging:Console:FormatterName", "json", "--Logging:Console:FormatterOptions:IncludeScopes", "true");
        using var owner = server.NewOwner();
        var code = await (await server.CreateBrandAsync()).CodeAsync();
        await using (var database = Database.Create(null, folder.Path))
            await database.WriteAsync(session => session.ExecuteAsync("ALTER TABLE brand RENAME TO away; ALTER TABLE batch RENAME TO batch_away;"), TestContext.Current.CancellationToken);
        (await owner.GetAnswerAsync("/api/v1/brands")).AssertProblem(500, "internal_error");
        await owner.OpenAsync(CodeRequests.PathOf(code));
        await server.StopAsync();

        var lines = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = lines.Where(line => line[0] == '{').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var failure = entries.First(entry => entry.GetProperty("EventId").GetInt32() == 1001);
        Assert.Equal("Error", failure.Text("LogLevel"));
        Assert.Equal(("GET", "Unhandled error in {Method} {Endpoint}."), (failure.GetProperty("State").Text("Method"), failure.GetProperty("State").Text("{OriginalFormat}")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", failure.Text("Timestamp"));
        // The rest is what the start announces, in plain lines.
        Assert.All(lines.Where(line => line[0] != '{'), line => Assert.Matches("^(Trace listens on |  [A-Z][A-Za-z ]+: )", line));
        Assert.Contains("Trace listens on ", server.Output, StringComparison.Ordinal);
        foreach (var secret in new[] { BrandBatches.SerialOf(code), code.Split("s=")[1] })
            Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal);
    }
}
