using System.Net;
using Trace.Server.Verification;
using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>What we say we record is one table: a page for people and a document for machines, and it is what is recorded.</summary>
public sealed class PrivacyStatementTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Page_and_document_say_the_same(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/brands/{brand.Id}/privacy", System.Net.Http.Json.JsonContent.Create(new { scanRetentionDays = 91 }))).AssertStatus(200);

        var document = (await server.Public.GetAnswerAsync("/.well-known/trace-privacy.json")).AssertStatus(200);
        var page = (await server.Public.GetAnswerAsync("/privacy")).AssertStatus(200);

        Assert.Equal("text/html", page.MediaType);
        var text = WebUtility.HtmlDecode(page.Text);
        foreach (var data in document.Json.GetProperty("collected").EnumerateArray())
        {
            Assert.Contains(data.Text("what"), text, StringComparison.Ordinal);
            Assert.Contains(data.Text("when"), text, StringComparison.Ordinal);
        }

        foreach (var list in new[] { "notCollected", "purposes", "rights" })
        {
            var sentences = document.Json.GetProperty(list).EnumerateArray().Select(sentence => sentence.GetString()!).ToList();
            Assert.NotEmpty(sentences);
            Assert.All(sentences, sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
        }

        Assert.Contains(document.Json.Text("keptLonger"), text, StringComparison.Ordinal);
        var retention = document.Json.GetProperty("retention")[0];
        Assert.Equal(("Acme", 91), (retention.Text("brand"), retention.GetProperty("scanDays").GetInt32()));
        Assert.Contains("<bdi>Acme</bdi>: 91 days", page.Text, StringComparison.Ordinal);
    }

    /// <summary>A column added to scans must be said, or it must not be added.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_column_of_a_scan_is_said(Engine engine)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["unit_id"] = "answer",
            ["scan_id"] = "answer",
            ["brand_id"] = "answer",
            ["ordinal"] = "answer",
            ["recheck"] = "answer",
            ["verdict"] = "answer",
            ["signature"] = "answer",
            ["source"] = "answer",
            ["scanned_at"] = "time",
            ["device_hash"] = "device",
            ["device_scans"] = "device",
            ["latitude"] = "place",
            ["longitude"] = "place",
            ["accuracy_meters"] = "place",
            ["country"] = "place",
            ["device_before"] = "device",
            ["network_hash"] = "network",
            ["network_before"] = "network",
            ["network_kind"] = "network",
        };
        // In which order checks came: the one before is of the same unit.
        if (engine == Engine.Sqlite)
            (said["sequence"], said["previous"]) = ("time", "answer");
        await using var server = await RunningServer.StartAsync(engine);

        var columns = await server.Database().ReadAsync(
            session => session.ListAsync<string>(engine == Engine.Sqlite
                ? "SELECT name FROM pragma_table_info('scan');"
                : "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'scan';"),
            TestContext.Current.CancellationToken);

        Assert.Equal(said.Keys.Order(StringComparer.Ordinal), columns.Order(StringComparer.Ordinal));
        Assert.Equal(said.Values.Concat(["cookie", "seen", "report", "claim", "reply"]).Distinct().Order(StringComparer.Ordinal), PrivacyStatement.Of(Wording.English, [], reportDays: 1, caseDays: 1).Collected.Select(data => data.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_says_that_a_tap_shares_a_position_and_nothing_asks_before() =>
        Assert.Contains(
            "by a tap on this page after the answer, rounded before it is sent, or in an app. Nothing asks for it before that tap.",
            PrivacyStatement.Of(Wording.English, [], reportDays: 1, caseDays: 1).Collected.Single(data => data.Name == "place").When,
            StringComparison.Ordinal);

    [Fact]
    public async Task Every_page_links_to_it()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        foreach (var path in new[] { "/", CodeRequests.PathOf(await brand.CodeAsync()), "/01/nonsense/21/x" })
            Assert.Contains("href=\"/privacy\"", (await server.Public.OpenAsync(path)).Body, StringComparison.Ordinal);
    }
}
