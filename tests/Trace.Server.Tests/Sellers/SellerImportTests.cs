using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Sellers;

/// <summary>Sellers from a brand's own system: by reference, line by line, and the same upload twice is one.</summary>
public sealed class SellerImportTests
{
    private const string Import = $"{TestSellers.Path}/import";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Good_lines_are_taken_bad_ones_reported_and_the_same_again_changes_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        const string Csv =
            """
            Reference,list,name,shops,gtins,territories,platforms,from,until,notes
            S-1,authorized,Olivenhaus,ebay:oliven haus|https://www.olivenhaus.example/,09506000134352,DE|AT,eBay,2020-01-01,,"Says ""late"", pays"
            S-2,deny,Nobody,nobody.example,,,,,,
            ,authorized,Without,without.example,,,,,,
            S-3,watch,Stall,stall.example,,,,,2999-01-01,
            S-4,authorized,No shop,,,,,,,
            """;

        var first = (await brand.Admin.PostTextAsync(Import, Csv, "text/csv")).AssertStatus(200).Json;
        var again = (await brand.Admin.PostTextAsync(Import, Csv, "text/csv")).AssertStatus(200).Json;
        var changed = (await brand.Admin.PostTextAsync(Import, Csv.Replace("Olivenhaus,", "Olivenhaus GmbH,", StringComparison.Ordinal), "text/csv")).AssertStatus(200).Json;

        Assert.Equal("2/0/0/3", Counts(first));
        Assert.Equal("0/0/2/3", Counts(again));
        Assert.Equal("0/1/1/3", Counts(changed));
        Assert.Equal([3, 4, 6], first.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32()));
        Assert.Equal(["`until`", "`reference`", "`shops`"], first.GetProperty("errors").EnumerateArray().Select(error => error.Text("text").Split(':', ' ')[0]));
        Assert.True(await server.IsListedAsync("brand=acme&platform=EBAY.com&seller=Oliven%20Haus"));
        Assert.True(await server.IsListedAsync("brand=acme&shop=olivenhaus.example"));
        Assert.False(await server.IsListedAsync("brand=acme&shop=stall.example"));
        var names = (await brand.Admin.GetAnswerAsync(TestSellers.Path)).Json.GetProperty("items").EnumerateArray().Select(item => $"{item.Text("reference")} {item.Text("name")}").Order(StringComparer.Ordinal);
        Assert.Equal(["S-1 Olivenhaus GmbH", "S-3 Stall"], names);
    }

    [Fact]
    public async Task A_thousand_lines_are_taken_in_portions_and_what_is_no_csv_ends_it()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var csv = new StringBuilder("reference,list,name,shops\n");
        for (var i = 0; i < 1050; i++)
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"R-{i % 1000},authorized,Shop {i % 1000},s{i % 1000}.example\n");

        Assert.Equal("1000/0/50/0", Counts((await brand.Admin.PostTextAsync(Import, csv.ToString(), "text/csv")).AssertStatus(200).Json));
        var broken = (await brand.Admin.PostTextAsync(Import, "reference,list,name,shops\nA,authorized,A,a.example\nB,authorized,\"B,b.example\nC,authorized,C,c.example\n", "text/csv")).AssertStatus(200).Json;

        Assert.True(broken.GetProperty("rejected").GetInt32() >= 1);
        Assert.True(await server.IsListedAsync("brand=acme&shop=a.example"));
        Assert.False(await server.IsListedAsync("brand=acme&shop=c.example"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,list\nx,deny\n")]
    [InlineData("reference,list,name,shops,shops\n")]
    [InlineData("reference,list,name,shops,phone\n")]
    [InlineData("reference;list;name;shops\n")]
    public async Task A_header_that_is_none_is_refused(string csv)
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        (await brand.Admin.PostTextAsync(Import, csv, "text/csv")).AssertProblem(422, "invalid_lines");
        (await brand.Admin.PostTextAsync(Import, csv)).AssertProblem(415, "unsupported_media_type");
    }

    private static string Counts(System.Text.Json.JsonElement result) =>
        string.Join('/', new[] { "created", "changed", "unchanged", "rejected" }.Select(name => result.GetProperty(name).GetInt32()));
}
