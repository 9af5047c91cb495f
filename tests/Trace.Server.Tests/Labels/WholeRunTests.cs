using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Trace.Core.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Labels;

/// <summary>A print run is refused before it starts, or it comes whole: whatever the serials, the stock and the format.</summary>
public sealed partial class WholeRunTests : IAsyncLifetime
{
    private const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    private static readonly Gen<string> Serial = Gen.Select(
        Gen.Int[1, 20],
        Gen.OneOf("WM", "mw", "il", "/", "_", "0123456789", "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789ABCDEF_abcdef", "1234567890a", Set82),
        (length, alphabet) => Gen.String[Gen.Char[alphabet], length, length]).SelectMany(gen => gen);

    private static readonly Gen<string> Printing = Gen.Select(
        Gen.OneOf("pdf", "svg", "png", "zpl", "zpl&zpl=bq"),
        Gen.OneOf("qr", "datamatrix", "both"),
        Gen.Int[150, 600],
        Gen.Int[120, 500],
        Gen.OneOf("", "&perRoll=2"),
        (format, symbol, width, height, roll) =>
            FormattableString.Invariant($"format={format}&symbol={symbol}&template=roll-{width / 10.0}x{height / 10.0}&dpi=203{roll}"));

    private RunningServer _server = null!;
    private int _products;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>A serial that is long in one measure and short in another must not hide one that is the other way round.</summary>
    [Theory]
    [InlineData("id.example.com", "abcdefghijklmnopqrst")]
    [InlineData("id.example.co", "abcdefghijklmnopqrst")]
    [InlineData("shop.example.com", "ABCDEFGHIJKLMNOPQRST", "abcdefghijklmnopqrst", "x")]
    [InlineData("id.example.com", "///////", "ABCDEFGHIJKLMNOPQRST")]
    [InlineData("id.example.com", "iiiiiiiiiiiiiiiiiiii", "WWWWWWWWWWWWWWWWWWWW")]
    [InlineData("id.example.com", "a0123456789012345678", "abcdefghijklmnopqrst")]
    [InlineData("id.example.com", "00000000000000000000", "ABCDEFGHIJKLMNOPQRST", "abcdefghijklmnopqrst")]
    public async Task A_brands_own_serials_are_printed_on_the_default_sheet_in_every_format(string host, params string[] serials)
    {
        var brand = await _server.CreateBrandAsync(host: host);
        var batch = await ImportAsync(brand, brand.Gtin, serials);
        foreach (var printing in new[] { "format=pdf", "format=svg", "format=png", "format=zpl", "format=zpl&zpl=bq", "format=pdf&symbol=datamatrix", "format=zpl&symbol=both&template=avery-l7163" })
        {
            var status = await PrintAsync(brand, batch, printing, serials.Length);
            Assert.True(status == HttpStatusCode.OK || printing.Contains("bq", StringComparison.Ordinal), $"{printing}: {status}");
        }
    }

    [Fact]
    public async Task Random_serials_on_random_rolls_are_refused_or_come_whole()
    {
        var brands = new List<TestBrand>();
        foreach (var length in new[] { 8, 14, 16, 18, 22, 30 })
            brands.Add(await _server.CreateBrandAsync(slug: $"brand-{length}", host: new string('a', length - 3) + ".io", gtin: NextGtin()));
        var answers = new List<HttpStatusCode>();
        await Gen.Select(Gen.OneOf([.. brands]), Serial.Array[1, 6], Printing.Array[4]).SampleAsync(
            async (brand, serials, printings) =>
            {
                var gtin = NextGtin();
                await brand.Admin.PostAsync("/api/v1/products", new { gtin, name = "Olive oil, 500 ml" });
                var distinct = serials.Distinct(StringComparer.Ordinal).ToArray();
                var batch = await ImportAsync(brand, gtin, distinct);
                foreach (var printing in printings)
                    answers.Add(await PrintAsync(brand, batch, printing, distinct.Length));
            },
            iter: TestScale.Count(reduced: 40, full: 1000),
            threads: 1);
        Assert.InRange(answers.Count(answer => answer == HttpStatusCode.OK), answers.Count / 4, answers.Count);
    }

    [Theory]
    [InlineData("signed", "roll-20x30")]
    [InlineData("signed", "roll-39x17")]
    [InlineData("compact", "roll-20x23")]
    public async Task A_long_run_on_a_narrow_roll_comes_whole(string profile, string roll)
    {
        var count = TestScale.Count(reduced: 3000, full: 60_000);
        var brand = await _server.CreateBrandAsync(host: "t.acme.de");
        var batch = await brand.CreateBatchAsync(count, profile);
        Assert.Equal(HttpStatusCode.OK, await PrintAsync(brand, batch, $"format=zpl&template={roll}", count));
    }

    [Fact]
    public async Task The_labels_of_a_run_have_the_name_that_was_planned_even_if_it_changes_meanwhile()
    {
        const int Count = 20_000;
        var brand = await _server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(Count);
        using var response = await brand.Admin.GetAsync(Labels(batch, "format=zpl&template=roll-50x30", Count), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var change = await brand.Admin.PatchAsync(
            new Uri($"/api/v1/products/{brand.Gtin}", UriKind.Relative), new StringContent("""{"name":"Another name"}""", Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        var zpl = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(Count, Regex.Count(zpl, "Olive oil", RegexOptions.None, TimeSpan.FromSeconds(10)));
    }

    /// <summary>Reads the answer to its end and counts its labels; 422 is a refusal, everything else a fault.</summary>
    private static async Task<HttpStatusCode> PrintAsync(TestBrand brand, string batch, string printing, int count)
    {
        using var response = await brand.Admin.GetAsync(Labels(batch, printing, count), Cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        var text = Encoding.Latin1.GetString(body);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{printing}: {text[..Math.Min(text.Length, 500)]}");
        if (response.StatusCode == HttpStatusCode.OK && printing.StartsWith("format=zpl", StringComparison.Ordinal))
        {
            var leaders = printing.Contains("perRoll=2", StringComparison.Ordinal) ? (count + 1) / 2 : 0;
            Assert.Equal(count + leaders, LabelEnd().Count(text) * (printing.Contains("template=roll", StringComparison.Ordinal) ? 1 : count));
        }

        return response.StatusCode;
    }

    private static Uri Labels(string batch, string printing, int count) => new($"/api/v1/batches/{batch}/labels?{printing}&count={count}", UriKind.Relative);

    private static async Task<string> ImportAsync(TestBrand brand, string gtin, string[] serials)
    {
        var csv = "serial\n" + string.Concat(serials.Select(serial => $"\"{serial.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"));
        using var response = await brand.Admin.PostAsync(
            new Uri($"/api/v1/batches/import?gtin={gtin}&lot=L2617&expiry=2027-12-31", UriKind.Relative), new StringContent(csv, Encoding.UTF8, "text/csv"), Cancellation);
        var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.True(response.StatusCode == HttpStatusCode.Created, answer.ToString());
        return answer.Text("id");
    }

    private string NextGtin()
    {
        var digits = FormattableString.Invariant($"0950600{++_products:000000}");
        return Enumerable.Range(0, 10).Select(check => $"{digits}{check}").Single(gtin => Gtin.TryParse(gtin, out _));
    }

    [GeneratedRegex(@"\^XZ", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LabelEnd();
}
