using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Reports;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>What the pages of reports show to whom, without a browser.</summary>
public sealed class ReportPagesTests
{
    [Fact]
    public async Task A_viewer_reads_what_was_typed_but_neither_contact_nor_buttons_and_the_file_has_no_words()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        var uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
        var id = SentReports.IdIn(await server.Public.SendReportAsync(
            await server.CheckAsync(uri), [("text", "The cap is of another green."), ("contact", "ines@example.com")]));
        using var admin = await Person.SignedInAsync(server, brand, "brand_admin", "admin@acme.example");
        using var viewer = await Person.SignedInAsync(server, brand, "brand_viewer", "viewer@acme.example");
        using var stranger = await Person.SignedInAsync(server, rival, "brand_admin", "admin@rival.example");

        var seen = await ReadAsync(viewer, $"/console/reports/{id}");
        Assert.Contains("The cap is of another green.", seen, StringComparison.Ordinal);
        Assert.Contains("Nobody checked this.", seen, StringComparison.Ordinal);
        Assert.Contains("Administrators of your brand see it.", seen, StringComparison.Ordinal);
        Assert.All(new[] { "ines@example.com", "id=\"handled\"", "id=\"erase\"" }, hidden => Assert.DoesNotContain(hidden, seen, StringComparison.Ordinal));
        var full = await ReadAsync(admin, $"/console/reports/{id}");
        Assert.All(new[] { "ines@example.com", "for that alone", "id=\"handled\"", "id=\"erase\"" }, shown => Assert.Contains(shown, full, StringComparison.Ordinal));

        Assert.Contains($"/console/reports/{id}", await ReadAsync(viewer, $"/console/reports?gtin={brand.Gtin}"), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await ReadAsync(viewer, "/console/reports?status=handled"), StringComparison.Ordinal);
        var lines = (await ReadAsync(admin, "/console/reports.csv?status=all")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(id, lines[1], StringComparison.Ordinal);
        Assert.All(new[] { "green", "ines" }, word => Assert.DoesNotContain(word, lines[1], StringComparison.Ordinal));

        using var unseen = await stranger.Browser.GetAsync(new Uri($"/console/reports/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)unseen.StatusCode);
        Assert.Contains("Scan a label of yours", await ReadAsync(stranger, "/console/reports"), StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(Person person, string path) => person.Browser.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
