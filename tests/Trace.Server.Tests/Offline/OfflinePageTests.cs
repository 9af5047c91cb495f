using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Server.Web.Offline;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Offline;

/// <summary>How the Offline check is served. What it does is seen in a browser, in Trace.Browser.Tests.</summary>
public sealed class OfflinePageTests(OfflinePageTests.Running running) : IClassFixture<OfflinePageTests.Running>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Public => running.Server.Public;

    [Fact]
    public async Task Every_file_allows_scripts_of_this_origin_and_the_camera_and_nothing_inline()
    {
        Assert.True(OfflineFiles.All.Count > 20);
        foreach (var file in OfflineFiles.All)
        {
            using var answer = await Public.GetAsync(new Uri(file.Path, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(OfflinePage.ContentSecurityPolicy, string.Join(',', answer.Headers.GetValues("Content-Security-Policy")));
            Assert.Contains("camera=(self)", string.Join(',', answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
            Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        Assert.DoesNotContain("unsafe-inline", OfflinePage.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", OfflinePage.ContentSecurityPolicy, StringComparison.Ordinal);
        // No other page lets WebAssembly run or the camera be used.
        using var home = await Public.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        Assert.DoesNotContain("wasm", string.Join(',', home.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("camera=()", string.Join(',', home.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worker_keeps_every_file_by_its_hash_and_any_change_of_one_changes_the_worker()
    {
        var text = await Public.GetStringAsync(new Uri(OfflineFiles.Worker, UriKind.Relative), Cancellation);
        var files = JsonSerializer.Deserialize<Dictionary<string, string>>(Regex.Match(text, "const FILES = (?<files>{.*});", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["files"].Value)!;
        Assert.Equal(
            OfflineFiles.All.Where(file => file.Path != OfflineFiles.Worker).ToDictionary(file => file.Path, file => $"sha256-{Convert.ToBase64String(SHA256.HashData(file.Content))}"),
            files);

        var release = OfflineFiles.ReleaseOf(new Dictionary<string, byte[]> { ["/a"] = [1], ["/b"] = [2] });
        Assert.Matches("^[0-9a-f]{32}$", release);
        Assert.All<Dictionary<string, byte[]>>(
            [new() { ["/a"] = [1], ["/b"] = [3] }, new() { ["/a"] = [1], ["/c"] = [2] }, new() { ["/a"] = [1] }],
            other => Assert.NotEqual(release, OfflineFiles.ReleaseOf(other)));
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again_and_a_large_one_is_compressed()
    {
        var path = new Uri($"{OfflineFiles.Root}texts.js", UriKind.Relative);
        using var plain = await Public.GetAsync(path, Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("br, gzip");
        using var small = await Public.SendAsync(request, Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(plain.Headers.ETag!);
        using var unchanged = await Public.SendAsync(again, Cancellation);

        Assert.Equal("text/javascript", plain.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["gzip"], small.Content.Headers.ContentEncoding);
        Assert.True(small.Content.Headers.ContentLength < plain.Content.Headers.ContentLength / 2);
        Assert.NotEqual(plain.Headers.ETag, small.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Its_address_ends_with_a_slash_and_takes_no_code_away()
    {
        using var redirect = await Public.GetAsync(new Uri("/offline", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.Redirect, "/offline/"), (redirect.StatusCode, redirect.Headers.Location!.OriginalString));

        using var none = await Public.GetAsync(new Uri("/offline/none.js", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        // A brand's host may have any stem, this one too.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/offline/01/09506000134352/21/7K3M9QX2TV4B");
        request.Headers.Accept.ParseAdd("application/json");
        using var code = await Public.SendAsync(request, Cancellation);
        Assert.Contains("\"verdict\":\"not_issued\"", await code.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    /// <summary>What others wrote ships with its licence, or not at all.</summary>
    [Fact]
    public void The_reader_of_codes_is_there_with_its_licence_where_its_package_was_installed()
    {
        var reader = OfflineFiles.All.Select(file => file.Path).Where(path => path.Contains("/zxing-wasm/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        string[] all = ["LICENSE", "es/reader/index.js", "es/share.js", "reader/zxing_reader.wasm"];
        Assert.Equal(OfflineReader.IsInstalled ? all.Select(name => $"{OfflineFiles.Root}zxing-wasm/{name}") : [], reader);
        Assert.Contains("Apache License", Encoding.UTF8.GetString(OfflineFiles.Find("licences.txt")!.Content), StringComparison.Ordinal);
    }

    /// <summary>Nothing is put into the page as markup, and no word stands outside the file of texts.</summary>
    [Fact]
    public void No_script_makes_markup_of_text_and_no_text_judges_a_product()
    {
        var own = OfflineFiles.All.Where(file => file.Path.EndsWith(".js", StringComparison.Ordinal) && !file.Path.Contains("/zxing-wasm/", StringComparison.Ordinal))
            .ToDictionary(file => file.Path, file => Encoding.UTF8.GetString(file.Content), StringComparer.Ordinal);
        Assert.True(own.Count > 10);
        Assert.All(own.Values, text => Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function", text));
        Assert.DoesNotMatch("(?i)genuine|authentic|fake|counterfeit|forged|original", own[$"{OfflineFiles.Root}texts.js"]);
    }

    public sealed class Running : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
