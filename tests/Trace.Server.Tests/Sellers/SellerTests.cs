using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Sellers;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Sellers;

/// <summary>The sellers of a brand: entered, read by its own people, sealed, and erased.</summary>
public sealed class SellerTests
{
    private const string Path = TestSellers.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_seller_is_read_as_it_was_entered_and_changed_as_a_whole(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var seller = new
        {
            list = "authorized",
            name = "Maria Silva",
            reference = "S-1",
            shops = new object[] { new { platform = "eBay", handle = "Maria_S" }, new { domain = "https://www.Silva.example/oil" } },
            gtins = new[] { brand.Gtin[1..] },
            territories = new[] { "DE", "AT" },
            platforms = new[] { "ebay.de" },
            from = "2020-01-01",
            until = "2999-12-31",
            notes = "Met in Porto.\nPays late.",
        };

        var created = (await brand.Admin.PostAnswerAsync(Path, seller, "k")).AssertStatus(201);
        Assert.True((await brand.Admin.PostAnswerAsync(Path, seller, "k")).IsReplay);
        (await brand.Admin.PostAnswerAsync(Path, seller)).AssertProblem(409, "reference_taken");

        var id = created.Json.Text("id");
        var read = (await brand.Admin.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200).Json;
        Assert.Equal(("authorized", "Maria Silva", "S-1", "2020-01-01", "2999-12-31", "Met in Porto.\nPays late.", true), (read.Text("list"), read.Text("name"), read.Text("reference"), read.Text("from"), read.Text("until"), read.Text("notes"), read.GetProperty("inForce").GetBoolean()));
        Assert.Equal("[{\"platform\":\"eBay\",\"handle\":\"Maria_S\"},{\"domain\":\"silva.example\"}]", read.GetProperty("shops").GetRawText());
        Assert.Equal(($"[\"{brand.Gtin}\"]", "[\"AT\",\"DE\"]"), (read.GetProperty("gtins").GetRawText(), read.GetProperty("territories").GetRawText()));

        Assert.True(await server.IsListedAsync("brand=acme&shop=silva.example"));
        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"{Path}/{id}", JsonContent.Create(TestSellers.Of("new.example", name: "Maria Silva")))).AssertStatus(200);
        Assert.Equal((false, true), (await server.IsListedAsync("brand=acme&shop=silva.example"), await server.IsListedAsync("brand=acme&shop=new.example")));
        Assert.Equal(id, Assert.Single((await brand.Admin.GetAnswerAsync($"{Path}?list=authorized")).Json.GetProperty("items").EnumerateArray()).Text("id"));
        Assert.Equal(0, (await brand.Admin.GetAnswerAsync($"{Path}?list=deny")).Json.GetProperty("items").GetArrayLength());
        var trail = await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=2");
        Assert.Equal(["seller.change", "seller.create"], trail.Json.GetProperty("items").EnumerateArray().Select(entry => entry.Text("action")));
        Assert.All(new[] { "Maria", "silva", "Porto", "S-1" }, word => Assert.DoesNotContain(word, trail.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_is_wrong_with_a_seller_is_refused_by_the_name_of_its_field()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        (string Field, object Seller)[] wrong =
        [
            ("list", TestSellers.Of("shop.example", list: "friends")),
            ("name", TestSellers.Of("shop.example", name: "")),
            ("reference", TestSellers.Of("shop.example", reference: " x")),
            ("shops", new { list = "authorized", name = "X" }),
            ("shops", TestSellers.Of("no domain")),
            ("shops", TestSellers.Of(platform: "eBay")),
            ("shops", TestSellers.Of(platform: "eBay", handle: " ")),
            ("shops", new { list = "authorized", name = "X", platforms = new[] { "amazon" }, shops = new[] { new { platform = "eBay", handle = "x" } } }),
            ("platforms", new { list = "authorized", name = "X", platforms = new[] { "" }, shops = new[] { new { domain = "x.example" } } }),
            ("gtins", TestSellers.Of("shop.example", gtins: ["123"])),
            ("territories", TestSellers.Of("shop.example", territories: ["Germany"])),
            ("from", TestSellers.Of("shop.example", from: "today")),
            ("until", TestSellers.Of("shop.example", from: "2026-02-01", until: "2026-01-31")),
            ("until", TestSellers.Of("shop.example", list: "deny")),
            ("until", TestSellers.Of("shop.example", list: "watch")),
            ("until", TestSellers.Of("shop.example", list: "allow")),
            ("notes", TestSellers.Of("shop.example", notes: new string('x', 4001))),
        ];

        foreach (var (field, seller) in wrong)
            Assert.StartsWith($"`{field}`", (await brand.Admin.PostAnswerAsync(Path, seller)).AssertProblem(422, "invalid_seller").Text("detail"), StringComparison.Ordinal);

        Assert.Equal(0, (await brand.Admin.GetAnswerAsync(Path)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_a_seller_is_stands_nowhere_in_clear_and_nothing_is_left_when_it_is_erased(Engine engine)
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(folder.Path, await engine.CreateDatabaseAsync());
        var brand = await server.CreateBrandAsync();
        var before = await server.CountRowsAsync();
        string[] words = ["Zacharias Quince", "quince-and-sons.example", "zacharias_q", "REF-QUINCE-77", "Notes about Quince"];
        var seller = new
        {
            list = "deny",
            name = words[0],
            reference = words[3],
            until = "2999-12-31",
            notes = words[4],
            shops = new object[] { new { platform = "eBay", handle = words[2], domain = words[1] } },
        };
        var id = (await brand.Admin.PostAnswerAsync(Path, seller, "key")).AssertStatus(201).Json.Text("id");
        await brand.Admin.PostTextAsync($"{Path}/import", $"reference,list,name,shops,until\n{words[3]},deny,{words[0]} II,{words[1]},2999-12-31\n", "text/csv");
        Assert.Contains(words[0], (await brand.Admin.GetAnswerAsync($"{Path}/{id}")).Text, StringComparison.Ordinal);

        await AssertNowhereAsync();
        var row = Assert.Single(await server.Database().ReadAsync(session => session.ListAsync<SellerRow>($"{SellersStore.Columns};"), Cancellation));
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{id}")).AssertStatus(204);

        await AssertNowhereAsync();
        // Nor is what could find it, or what could be opened with the master key.
        var dump = await server.DumpAsync();
        Assert.All(new[] { row.Words, row.ReferenceKey! }, bytes => Assert.DoesNotContain(Convert.ToHexString(bytes), dump, StringComparison.Ordinal));
        var after = await server.CountRowsAsync();
        Assert.Equal((0, 0), (after["seller"], after["seller_shop"]));
        Assert.Equal(before["seller"], after["seller"]);
        Assert.Equal("seller.erase", (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=1")).Json.GetProperty("items")[0].Text("action"));
        (await brand.Admin.GetAnswerAsync($"{Path}/{id}")).AssertProblem(404, "not_found");

        async Task AssertNowhereAsync()
        {
            var text = await server.DumpAsync();
            var files = engine == Engine.Sqlite ? Directory.GetFiles(folder.Path, "trace.db*").Select(ReadShared).ToList() : [];
            Assert.True(engine != Engine.Sqlite || files.Exists(bytes => bytes.AsSpan().IndexOf("acme"u8) >= 0), "The search finds what is there.");
            foreach (var word in words)
            {
                Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(word)), text, StringComparison.OrdinalIgnoreCase);
                Assert.All(files, bytes => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) < 0, word));
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Sellers_are_erased_so_long_after_their_last_day(Engine engine)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Sellers:KeptDays=30");
        var brand = await server.CreateBrandAsync();
        var retention = server.Services.GetRequiredService<SellerRetention>();
        var ended = await brand.AddSellerAsync(TestSellers.Of("a.example", list: "watch", until: "2026-11-29"));
        var later = await brand.AddSellerAsync(TestSellers.Of("b.example", until: "2026-11-30"));
        var open = await brand.AddSellerAsync(TestSellers.Of("c.example"));
        Assert.Equal("2026-12-29", (await brand.Admin.GetAnswerAsync($"{Path}/{ended}")).Json.Text("erasedAfter"));

        clock.Advance(TimeSpan.FromDays(30));
        await retention.RunAsync(Cancellation);
        (await brand.Admin.GetAnswerAsync($"{Path}/{ended}")).AssertStatus(200);
        clock.Advance(TimeSpan.FromDays(1));
        await retention.RunAsync(Cancellation);

        (await brand.Admin.GetAnswerAsync($"{Path}/{ended}")).AssertProblem(404, "not_found");
        Assert.Equal(new[] { later, open }.Order(StringComparer.Ordinal), (await brand.Admin.GetAnswerAsync(Path)).Json.GetProperty("items").EnumerateArray().Select(item => item.Text("id")).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await server.CountRowsAsync())["seller_shop"]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Other_brands_and_whoever_is_limited_see_none(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var id = await acme.AddSellerAsync(TestSellers.Of("shop.example", reference: "S-1"));
        var sellers = server.Services.GetRequiredService<AuthorizedSellers>();

        (await rival.Admin.GetAnswerAsync($"{Path}/{id}")).AssertProblem(404, "not_found");
        (await rival.Admin.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{id}")).AssertProblem(404, "not_found");
        Assert.Equal(0, (await rival.Admin.GetAnswerAsync(Path)).Json.GetProperty("items").GetArrayLength());
        // The same reference and the same shop are another seller there.
        await rival.AddSellerAsync(TestSellers.Of("other.example", reference: "S-1"));
        Assert.Equal((true, false), (await server.IsListedAsync("brand=acme&shop=shop.example"), await server.IsListedAsync("brand=rival&shop=shop.example")));
        Assert.False((await sellers.LookAsync(Parse(rival.Id), new SellerQuery(Shop: "shop.example"), new DateOnly(2026, 11, 29))).Listed);
        Assert.Equal(Parse(id), (await sellers.LookAsync(Parse(acme.Id), new SellerQuery(Shop: "shop.example"), new DateOnly(2026, 11, 29))).EntryId);

        foreach (var limited in new[] { await server.NewClientAsync(acme, "brand_admin", acme.Gtin), await server.NewClientAsync(acme, "inspector", acme.Gtin), await server.NewClientAsync(acme, "factory") })
        {
            (await limited.GetAnswerAsync(Path)).AssertProblem(403, "forbidden");
            (await limited.GetAnswerAsync($"{Path}/{id}")).AssertProblem(403, "forbidden");
            (await limited.PostAnswerAsync(Path, TestSellers.Of("x.example"))).AssertProblem(403, "forbidden");
            (await limited.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{id}")).AssertProblem(403, "forbidden");
        }

        var inspector = await server.NewClientAsync(acme, "inspector");
        (await inspector.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200);
        (await inspector.PostAnswerAsync(Path, TestSellers.Of("x.example"))).AssertProblem(403, "forbidden");
    }

    private static long Parse(string id) => PublicId.TryParse(id, out var number) ? number : throw new ArgumentException(id, nameof(id));

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
