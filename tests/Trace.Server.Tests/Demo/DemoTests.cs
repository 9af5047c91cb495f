using System.Text.RegularExpressions;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Demo;

/// <summary><c>--demo</c>, as somebody sees it who tries the service for the first time.</summary>
public sealed partial class DemoTests
{
    private const string DemoHost = "192.0.2.7:8080";

    private static readonly Dictionary<string, string> Headings = new(StringComparer.Ordinal)
    {
        ["issued"] = "Casa Demo issued this code.",
        ["caution"] = "Casa Demo issued this code, but something asks for care.",
        ["not_activated"] = "Casa Demo issued this code but has not reported it as in use.",
        ["recalled"] = "Casa Demo has recalled this unit.",
        ["retired"] = "Casa Demo has recorded this unit as sold, used up or withdrawn.",
        ["not_issued"] = "The signature does not match this code.",
    };

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_printed_link_gives_the_verdict_it_promises(Engine engine)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, await engine.CreateDatabaseAsync(), "--demo");
        TestContext.Current.TestOutputHelper?.WriteLine($"Ready after {server.StartupTime.TotalSeconds:F1} s.");
        using var person = server.NewClient();

        var links = Links(server.Output);

        Assert.Equal(Headings.Keys.Order(), links.Select(link => link.Verdict).Distinct().Order());
        foreach (var (verdict, what, link) in links)
        {
            Assert.Equal(server.Address.GetLeftPart(UriPartial.Authority), link.GetLeftPart(UriPartial.Authority));
            var page = await person.OpenAsync(link.PathAndQuery, ("Accept", "text/html"));
            Assert.Equal((what, 200, Headings[verdict]), (what, page.Status, H1().Match(page.Body).Groups["text"].Value));
            Assert.Equal((what, verdict), (what, (await person.OpenAsJsonAsync(link.PathAndQuery)).Verdict));
            Assert.Equal((what, verdict), (what, (await person.VerifyAsync(link.ToString())).Text("verdict")));
        }

        // What it says beside a link is true as well.
        var copied = links.Single(link => link.What.Contains("copied", StringComparison.Ordinal));
        Assert.True((await person.VerifyAsync(copied.Link.ToString())).Ordinal() > 20);
        var specimen = links.Single(link => link.What.Contains("specimen", StringComparison.Ordinal));
        Assert.Contains("specimen", (await person.VerifyAsync(specimen.Link.ToString())).ReasonCodes());
        Assert.Equal(200, (await person.OpenAsync("/swagger/index.html")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_second_start_prints_the_same_and_adds_nothing(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using (var first = await ServerProcess.StartAsync(folder.Path, database, "--demo"))
        {
            var (links, files) = (Paths(first.Output), Files(folder.Path));
            Assert.Equal(0, await first.StopAsync());
            var before = await CountRowsAsync(database, folder.Path);

            await using var second = await ServerProcess.StartAsync(folder.Path, database, "--demo");

            Assert.Equal(links, Paths(second.Output));
            Assert.Equal(before, await CountRowsAsync(database, folder.Path));
            Assert.Equal(files, Files(folder.Path));
            Assert.True(before["scan"] > 60 && before["batch"] == 7 && before["product"] == 3, string.Join(", ", before));
        }

        // Nor does it matter that it was killed, or that the next start is without the demo.
        await using var third = await ServerProcess.StartAsync(folder.Path, database);
        Assert.DoesNotContain("Demo", third.Output, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_label_sheets_hold_codes_of_the_given_host_that_are_issued(Engine engine)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, await engine.CreateDatabaseAsync(), "--demo", "--demo-host", DemoHost);
        using var person = server.NewClient();
        var demo = Path.Combine(folder.Path, "demo");
        Assert.Contains($"Label sheets:     {demo}", server.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["balm-compact-avery-5167.pdf", "brand-api-key.txt", "coffee-roll-50x30.zpl", "console-password.txt", "links.txt", "olive-oil-avery-l7160.pdf", "specimen-avery-l7163.pdf"],
            Directory.GetFiles(demo).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        foreach (var (sheet, stock, labels, verdict) in new[] { ("olive-oil-avery-l7160.pdf", "avery-l7160", 42, "issued"), ("specimen-avery-l7163.pdf", "avery-l7163", 14, "issued") })
        {
            using var pictures = new TemporaryFolder();
            var pages = await PdfTools.RasteriseAsync(Path.Combine(demo, sheet), pictures.Path);
            var codes = (await BarcodeDecoder.ReadQrAsync([.. pages.SelectMany(page => LabelSheet.CutOut(page, stock, dpi: 300))])).SelectMany(label => label).Select(code => code.Text).ToList();
            Assert.Equal(labels, codes.Count);
            Assert.All(codes, code => Assert.StartsWith($"HTTP://{DemoHost}/01/", code));
            Assert.Equal(verdict, (await person.VerifyAsync(codes[0])).Text("verdict"));
        }

        Assert.Equal(10, Regex.Count(await File.ReadAllTextAsync(Path.Combine(demo, "coffee-roll-50x30.zpl"), TestContext.Current.CancellationToken), @"\^XZ", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.StartsWith("%PDF-", await File.ReadAllTextAsync(Path.Combine(demo, "balm-compact-avery-5167.pdf"), TestContext.Current.CancellationToken));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Paths_of_keys_are_printed_and_keys_never(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(folder.Path, database, "--demo");
        using var owner = server.NewOwner();
        var keyFiles = new[] { "owner-api-key.txt", "demo/brand-api-key.txt", "master.key" }.Select(name => Path.Combine(folder.Path, name)).ToList();

        Assert.Contains($"Owner API key:  {keyFiles[0]}", server.Output, StringComparison.Ordinal);
        Assert.Contains($"Brand API key:    {keyFiles[1]}", server.Output, StringComparison.Ordinal);
        foreach (var path in keyFiles)
        {
            var key = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Trim();
            Assert.True(key.Length >= 32);
            Assert.DoesNotContain(key, server.Output, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal(200, (await owner.OpenAsync("/api/v1/brands")).Status);
        using var brand = server.NewClient((await File.ReadAllTextAsync(keyFiles[1], TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(7, (await brand.OpenAsync("/api/v1/batches")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_demo_host_without_a_port_gets_the_one_the_server_listens_on_and_a_second_start_says_which_it_keeps()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServerProcess.StartAsync(folder.Path, null, "--demo", "--demo-host", "192.0.2.7");
        var origin = $"http://192.0.2.7:{first.Address.Port}";
        Assert.All(Links(first.Output), link => Assert.Equal(origin, link.Link.GetLeftPart(UriPartial.Authority)));
        Assert.DoesNotContain("labels keep", first.Output, StringComparison.Ordinal);
        Assert.Equal(0, await first.StopAsync());
        foreach (var path in Directory.GetFiles(Path.Combine(folder.Path, "demo")))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }


        await using var second = await ServerProcess.StartAsync(folder.Path, null, "--demo", "--demo-host", "192.0.2.8");

        Assert.Contains($"The demo's labels keep the address {origin}; for another one use a new --data folder.", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_has_the_demos_products_already_is_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await RunningServer.StartAsync(folder.Path))
            await server.CreateBrandAsync();

        var (exitCode, output) = await ServerProcess.RunToEndAsync(folder.Path, database: null, "--demo");

        Assert.Equal(1, exitCode);
        Assert.Contains("which this data folder has already; start the demo with another --data folder.", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "demo")));
        Assert.Equal(1, (await CountRowsAsync(null, folder.Path))["brand"]);
    }

    [Theory]
    [InlineData("not a host")]
    [InlineData("http://a.example/path")]
    public async Task A_demo_host_that_is_none_is_refused_in_words(string host)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServerProcess.RunToEndAsync(folder.Path, database: null, "--demo", "--demo-host", host);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Trace cannot start: --demo-host {host} is not a host name.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static IReadOnlyList<(string Verdict, string What, Uri Link)> Links(string output)
    {
        var links = LinkLines().Matches(output).Select(match => (match.Groups["verdict"].Value, match.Groups["what"].Value, new Uri(match.Groups["link"].Value))).ToList();
        Assert.Equal(11, links.Count);
        return links;
    }

    private static IEnumerable<string> Paths(string output) => Links(output).Select(link => $"{link.Verdict} {link.What} {link.Link.PathAndQuery}");

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(Path.Combine(folder, "demo")).Select(path => $"{path} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path):O}").Order(StringComparer.Ordinal).ToList();

    private static async Task<IReadOnlyDictionary<string, long>> CountRowsAsync(string? database, string folder)
    {
        await using var opened = Database.Create(database, folder);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in new[] { "brand", "product", "signing_key", "secret_key", "api_key", "batch", "batch_range", "imported_serial", "unit", "scan", "refused_try", "deployment_secret", "schema_migration" })
            counts[table] = await opened.ReadAsync(session => session.FindAsync<long>($"SELECT COUNT(*) FROM {table};"), TestContext.Current.CancellationToken);
        return counts;
    }

    [GeneratedRegex("^  (?<verdict>[a-z_]+) +(?<what>[^\n]+)\n +(?<link>http[^\n]+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkLines();

    [GeneratedRegex("<h1[^>]*>(?<text>[^<]*)</h1>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex H1();
}
