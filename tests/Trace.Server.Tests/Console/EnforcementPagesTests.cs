using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Rights;
using Trace.Server.Tests.Sellers;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>What the pages of rights and sellers show to whom, without a browser.</summary>
public sealed class EnforcementPagesTests
{
    [Fact]
    public async Task A_viewer_reads_rights_and_sellers_an_administrator_changes_them_and_a_stranger_sees_none()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        var right = (await brand.Admin.PostAsync("/api/v1/rights", TestRights.Mark)).Text("id");
        var seller = await brand.AddSellerAsync(TestSellers.Of("shop.example", "deny", name: "Stall 7", until: "2999-12-31"));
        using var admin = await Person.SignedInAsync(server, brand, "brand_admin", "admin@acme.example");
        using var viewer = await Person.SignedInAsync(server, brand, "brand_viewer", "viewer@acme.example");
        using var stranger = await Person.SignedInAsync(server, rival, "brand_admin", "admin@rival.example");

        Assert.Contains($"/console/rights/{right}", await ReadAsync(viewer, "/console/rights"), StringComparison.Ordinal);
        var seen = await ReadAsync(viewer, $"/console/rights/{right}");
        Assert.All(new[] { "CASA OLIO", "In force", "Markengesetz" }, shown => Assert.Contains(shown, seen, StringComparison.Ordinal));
        Assert.DoesNotContain("id=\"save\"", seen, StringComparison.Ordinal);
        Assert.Contains("id=\"withdraw\"", await ReadAsync(admin, $"/console/rights/{right}"), StringComparison.Ordinal);

        Assert.Contains("Stall 7", await ReadAsync(viewer, "/console/sellers?list=deny"), StringComparison.Ordinal);
        Assert.DoesNotContain("Stall 7", await ReadAsync(viewer, "/console/sellers?list=authorized"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"erase\"", await ReadAsync(viewer, $"/console/sellers/{seller}"), StringComparison.Ordinal);
        Assert.Contains("id=\"erase\"", await ReadAsync(admin, $"/console/sellers/{seller}"), StringComparison.Ordinal);

        foreach (var path in new[] { $"/console/rights/{right}", $"/console/sellers/{seller}" })
        {
            using var unseen = await stranger.Browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)unseen.StatusCode);
        }
    }

    private static Task<string> ReadAsync(Person person, string path) => person.Browser.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
