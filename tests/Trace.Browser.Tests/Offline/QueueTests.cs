using System.Text.Json;
using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Offline;

/// <summary>Scans made without network wait on the device and arrive once when it is back.</summary>
public sealed class QueueTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly PageStep IsBackMoreThanOnce = PageStep.Evaluate("for (let i = 0; i < 5; i++) dispatchEvent(new Event('online'))");

    private const string AnsweredCalls = "performance.getEntriesByType('resource').filter(call => call.name.endsWith('/api/v1/verify') && call.responseStatus === 200).length";

    [Fact]
    public async Task Queued_scans_arrive_once_when_the_network_is_back_and_show_the_verdicts()
    {
        var issued = await server.CreateCodeAsync("issued");
        var recalled = await server.CreateCodeAsync("recalled");

        var page = await OfflineVisit.VisitAsync(
            OfflineVisit.Of(
                server,
                [
                    PageStep.Network(isOn: false),
                    .. OfflineVisit.Type(issued.AbsoluteUri), OfflineVisit.WaitForReason("signature_valid"), PageStep.WaitFor("#scans [data-state=pending]"),
                    .. OfflineVisit.Type(recalled.AbsoluteUri), PageStep.WaitFor("#scans li:nth-child(2)[data-state=pending]"),
                    // The browser is closed and opened in between.
                    OfflineVisit.Reopen(server), PageStep.WaitFor("#scans li:nth-child(2)[data-state=pending]"),
                    PageStep.Network(isOn: true), IsBackMoreThanOnce,
                    PageStep.WaitFor("#scans [data-verdict=issued]"), PageStep.WaitFor("#scans [data-verdict=recalled]"),
                    IsBackMoreThanOnce, OfflineVisit.Ask("sending.js", "page.sendPending(() => {})"), PageStep.Evaluate(AnsweredCalls),
                ]),
            "offline-sent");

        // Each was sent once, and not only counted once.
        Assert.Equal((true, 2), (page.Values[^2].GetBoolean(), page.Values[^1].GetInt32()));
        Assert.Equal(1, await ScansOfAsync(issued));
        Assert.Equal(1, await ScansOfAsync(recalled));
        Assert.Contains("Recalled by the brand", page.Text, StringComparison.Ordinal);
        Assert.Contains("first check on record", page.Text, StringComparison.Ordinal);
    }

    /// <summary>The worst moment: the server has stored the scan and its answer is lost. It is sent again, and the server knows it.</summary>
    [Fact]
    public async Task A_scan_whose_answer_was_lost_is_sent_again_and_counts_once()
    {
        var code = await server.CreateCodeAsync("issued");
        const string LoseOneAnswer = """
            (() => { const real = fetch; let isLost = false; globalThis.fetch = async (url, options) => {
              const response = await real(url, options);
              if (options?.method === 'POST' && !isLost) { isLost = true; throw new TypeError('connection reset'); }
              return response; }; })()
            """;

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            [
                PageStep.Evaluate(LoseOneAnswer), .. OfflineVisit.Type(code.AbsoluteUri), PageStep.WaitFor("#scans [data-state=pending]"),
                PageStep.Click("#send"), PageStep.WaitFor("#scans [data-verdict=issued]"),
            ]));

        Assert.Equal(2, page.Requests.Count(request => request.EndsWith("/api/v1/verify", StringComparison.Ordinal)));
        Assert.Equal(1, await ScansOfAsync(code));
        Assert.Contains("first check on record", page.Text, StringComparison.Ordinal);
    }

    /// <summary>What stands between phone and server may answer anything.</summary>
    [Theory]
    [InlineData(200, "<html>Accept the terms of this hotel</html>")]
    [InlineData(200, "{\"verdict\":\"genuine\"}")]
    [InlineData(403, "{\"message\":\"blocked\"}")]
    [InlineData(429, "{\"code\":\"rate_limited\"}")]
    [InlineData(500, "{\"code\":\"internal_error\"}")]
    [InlineData(503, "{\"code\":\"overloaded\"}")]
    public async Task An_answer_that_is_no_verdict_leaves_the_scan_waiting(int status, string body)
    {
        var code = await server.CreateCodeAsync("issued");
        var portal = $"globalThis.fetch = async () => new Response({JsonSerializer.Serialize(body)}, {{ status: {status} }})";

        var page = await Chromium.VisitAsync(OfflineVisit.Of(
            server, [PageStep.Evaluate(portal + ", 0"), .. OfflineVisit.Type(code.AbsoluteUri), PageStep.WaitFor("#scans li"), OfflineVisit.Ask("sending.js", "page.sendPending(() => {})")]) with
        { Axe = false });

        Assert.False(page.Values[^1].GetBoolean());
        Assert.Contains("data-state=\"pending\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_that_the_server_breaks_at_holds_up_no_other()
    {
        var (broken, whole) = (await server.CreateCodeAsync("issued"), await server.CreateCodeAsync("issued"));
        var breakAtOne = $$"""
            (() => { const real = fetch; globalThis.fetch = async (url, options) => options?.body?.includes({{JsonSerializer.Serialize(broken.AbsoluteUri)}})
              ? new Response('{"code":"internal_error"}', { status: 500 }) : real(url, options); })()
            """;

        var page = await Chromium.VisitAsync(OfflineVisit.Of(
            server,
            [
                PageStep.Evaluate(breakAtOne), .. OfflineVisit.Type(broken.AbsoluteUri), PageStep.WaitFor("#scans [data-state=pending]"),
                .. OfflineVisit.Type(whole.AbsoluteUri), PageStep.WaitFor("#scans [data-verdict=issued]"),
                OfflineVisit.Ask("sending.js", "page.sendPending(() => {})"),
            ]) with
        { Axe = false });

        Assert.False(page.Values[^1].GetBoolean());
        Assert.Contains("data-state=\"pending\"", page.Html, StringComparison.Ordinal);
    }

    private async Task<long> ScansOfAsync(Uri code)
    {
        var unit = await server.Admin.GetStringAsync(new Uri($"/api/v1/units/{code.Segments[2]}{code.Segments[^1]}", UriKind.Relative), Cancellation);
        return JsonDocument.Parse(unit).RootElement.GetProperty("summary").GetProperty("scans").GetInt64();
    }
}
