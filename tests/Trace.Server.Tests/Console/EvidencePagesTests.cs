using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Listings;
using Trace.Server.Tests.Reports;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>What the pages of listings and test purchases show to whom, without a browser.</summary>
public sealed class EvidencePagesTests
{
    [Fact]
    public async Task A_viewer_reads_and_an_inspector_adds_but_only_an_administrator_erases_and_sees_the_payment()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        var (listing, purchase) = (await brand.ListAsync(), await brand.BuyAsync());
        var capture = (await brand.Admin.CaptureAsync(listing, "<b>offer.txt", "Olive oil"u8.ToArray())).AssertStatus(201).Json;
        (await brand.Admin.PostAnswerAsync($"/api/v1/purchases/{purchase}/seals", new { number = "00481516", intact = false })).AssertStatus(201);
        using var admin = await Person.SignedInAsync(server, brand, "brand_admin", "admin@acme.example");
        using var inspector = await Person.SignedInAsync(server, brand, "inspector", "inspector@acme.example");
        using var viewer = await Person.SignedInAsync(server, brand, "brand_viewer", "viewer@acme.example");
        using var stranger = await Person.SignedInAsync(server, rival, "brand_admin", "admin@rival.example");
        var (offer, bought) = ($"/console/listings/{listing}", $"/console/purchases/{purchase}");

        var seen = await ReadAsync(viewer, offer);
        Assert.All(new[] { "Oil-Depot", "https://www.ebay.example/itm/123?x=1", capture.GetProperty("file").Text("sha256"), "&lt;b&gt;offer.txt" }, shown => Assert.Contains(shown, seen, StringComparison.Ordinal));
        // The address is no link: nobody comes to a seller's page by a click here.
        Assert.DoesNotContain("href=\"https://www.ebay.example", seen, StringComparison.Ordinal);
        Assert.All(new[] { "id=\"capture\"", "id=\"erase\"", "id=\"save\"" }, hidden => Assert.DoesNotContain(hidden, seen, StringComparison.Ordinal));
        var inspected = await ReadAsync(inspector, offer);
        Assert.Contains("id=\"capture\"", inspected, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"erase\"", inspected, StringComparison.Ordinal);
        Assert.Contains("id=\"erase\"", await ReadAsync(admin, offer), StringComparison.Ordinal);

        Assert.Contains("RF18SECRETREF", await ReadAsync(admin, bought), StringComparison.Ordinal);
        var shownToInspector = await ReadAsync(inspector, bought);
        Assert.DoesNotContain("RF18SECRETREF", shownToInspector, StringComparison.Ordinal);
        Assert.All(new[] { "00481516", "not intact", "Nobody recorded who received the parcel.", "id=\"record-hand_over\"" }, shown => Assert.Contains(shown, shownToInspector, StringComparison.Ordinal));
        Assert.DoesNotContain("id=\"record-hand_over\"", await ReadAsync(viewer, bought), StringComparison.Ordinal);

        Assert.Contains(offer, await ReadAsync(viewer, "/console/listings?platform=ebay"), StringComparison.Ordinal);
        Assert.DoesNotContain(offer, await ReadAsync(viewer, "/console/listings?platform=other"), StringComparison.Ordinal);
        Assert.Contains(bought, await ReadAsync(viewer, "/console/purchases"), StringComparison.Ordinal);
        foreach (var path in new[] { offer, bought })
        {
            using var unseen = await stranger.Browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)unseen.StatusCode);
        }
    }

    [Fact]
    public async Task The_page_of_a_report_leads_to_its_listing_once_there_is_one()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var uri = (await brand.UrisAsync(await brand.CreateBatchAsync(1), 0, 1))[0];
        var report = SentReports.IdIn(await server.Public.SendReportAsync(await server.CheckAsync(uri), [("seller", "https://shop.example/oil")]));
        using var inspector = await Person.SignedInAsync(server, brand, "inspector", "inspector@acme.example");

        Assert.Contains("id=\"list\"", await ReadAsync(inspector, $"/console/reports/{report}"), StringComparison.Ordinal);
        var listing = await brand.ListAsync(new { report });

        var page = await ReadAsync(inspector, $"/console/reports/{report}");
        Assert.DoesNotContain("id=\"list\"", page, StringComparison.Ordinal);
        Assert.Contains($"/console/listings/{listing}", page, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(Person person, string path) => person.Browser.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
