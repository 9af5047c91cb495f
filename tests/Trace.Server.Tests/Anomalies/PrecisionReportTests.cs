using Trace.Server.Anomalies;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Anomalies;

/// <summary>A brand's own precision, from what its people decided.</summary>
public sealed class PrecisionReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Shares_come_with_the_range_that_so_few_decisions_allow()
    {
        var report = PrecisionReport.Of([.. Rows("copied_code", "confirmed", 9, 8), .. Rows("copied_code", "dismissed", 1, 8), .. Rows("diverted", "dismissed", 2, 3)], Now, isCut: false);

        Assert.Equal((9, 3, 0.75), (report.Total.Confirmed, report.Total.Dismissed, report.Total.Share));
        var copied = Assert.Single(report.Kinds, kind => kind.Kind == "copied_code").Share;
        // Wilson's interval of 9 of 10.
        Assert.Equal((0.596, 0.982), (Math.Round(copied.Interval.Low, 3), Math.Round(copied.Interval.High, 3)));
    }

    [Fact]
    public void Another_threshold_misses_what_is_below_and_spares_what_is_below()
    {
        var report = PrecisionReport.Of(
            [.. Rows("copied_code", "confirmed", 1, 7), .. Rows("shared_online", "confirmed", 2, 12), .. Rows("copied_code", "dismissed", 3, 7.5), .. Rows("copied_code", "dismissed", 1, 9), .. Rows("stolen_labels", "confirmed", 5, 6)],
            Now,
            isCut: false);

        Assert.Equal(new ThresholdStep(7, 0, 3, 0, 4), report.Copied.Single(step => step.Threshold == 7));
        var higher = report.Copied.Single(step => step.Threshold == 8);
        Assert.Equal(new ThresholdStep(8, 1, 3, 3, 4), higher);
        Assert.Equal((1 / 3.0, 1 / 3.0), (higher.MissRate, higher.FalseShare));
        Assert.Empty(report.Diverted);
    }

    [Fact]
    public void Decisions_stand_in_their_month_and_months_without_any_stand_too()
    {
        var report = PrecisionReport.Of([.. Rows("copied_code", "confirmed", 2, 8, Now.AddMonths(-2)), .. Rows("copied_code", "confirmed", 1, 8, Now.AddMonths(-30))], Now, isCut: false);

        Assert.Equal(12, report.Months.Count);
        Assert.Equal((new DateOnly(2026, 3, 1), 2L), (report.Months[^1].Month, report.Months.Sum(month => month.Share.Confirmed)));
        Assert.Equal(2, report.Months.Single(month => month.Month == new DateOnly(2026, 1, 1)).Share.Confirmed);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task It_counts_what_the_caller_may_see(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        await server.Public.VerifyAsync(await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1 }));
        var id = (await brand.Admin.GetAnswerAsync("/api/v1/anomalies")).Json.GetProperty("items")[0].Text("id");
        (await brand.Admin.PostAnswerAsync($"/api/v1/anomalies/{id}/status", new { status = "confirmed" })).AssertStatus(200);
        using var kim = await Person.SignedInAsync(server, brand, "brand_viewer");
        using var stranger = await Person.SignedInAsync(server, rival, "brand_viewer", "stranger@rival.example");

        Assert.Contains("\nall,,1,0,1,0.2065,1,,", await CsvAsync(kim), StringComparison.Ordinal);
        Assert.Contains("\nall,,0,0,,0,1,,", await CsvAsync(stranger), StringComparison.Ordinal);
    }

    private static async Task<string> CsvAsync(Person person) =>
        (await person.Browser.GetStringAsync(new Uri("/console/precision.csv", UriKind.Relative), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");

    private static IEnumerable<DecidedAnomalyRow> Rows(string kind, string status, int count, double score, DateTimeOffset? at = null) =>
        Enumerable.Repeat(new DecidedAnomalyRow(kind, status, score, (at ?? Now).ToUnixTimeMilliseconds()), count);
}
