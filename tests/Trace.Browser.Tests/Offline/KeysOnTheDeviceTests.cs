using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Offline;

/// <summary>The published keys on the device: what takes their place, and what is said of old and withdrawn ones.</summary>
public sealed class KeysOnTheDeviceTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    /// <summary>What came in place of a list never takes the place of the list.</summary>
    [Fact]
    public async Task Keys_stay_where_a_captive_portal_answers_in_place_of_the_server()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            [
                PageStep.Evaluate("globalThis.fetch = async () => new Response('<html>Accept the terms of this hotel</html>'), 0"),
                PageStep.Click("#update-keys"), PageStep.WaitFor("text=What came was no list of keys"),
                PageStep.Network(isOn: false), OfflineVisit.Reopen(server), OfflineVisit.HasKeys,
                .. OfflineVisit.Type(code.AbsoluteUri), OfflineVisit.WaitForReason("signature_valid"),
                PageStep.Click("#update-keys"), PageStep.WaitFor("text=The keys could not be fetched"),
            ]));

        Assert.Contains("Keys of 1 brand", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_keys_are_said_to_be_old_and_the_codes_of_a_withdrawn_key_wait_for_the_server()
    {
        var code = await server.CreateCodeAsync("issued");
        const string AgeAndWithdraw = """
            page.setting('keys').then(({ bytes, fetchedAt }) => page.keepSetting('keys', {
              bytes: new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('"active"', '"revoked"')), fetchedAt: fetchedAt - 8 * 86400000 }))
            """;

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            [
                PageStep.Network(isOn: false), OfflineVisit.Ask("store.js", AgeAndWithdraw), OfflineVisit.Reopen(server),
                PageStep.WaitFor("text=The keys are 8 days old"),
                .. OfflineVisit.Type(code.AbsoluteUri), OfflineVisit.WaitForReason("key_revoked"),
            ]) with
        { ColorScheme = "dark" }, "offline-withdrawn-dark");

        Assert.Equal("The signature holds, but its key was withdrawn.", page.Heading);
    }

    /// <summary>The first visit ended before keys came: nothing is called good or bad.</summary>
    [Fact]
    public async Task Without_keys_no_code_is_judged()
    {
        var code = await server.CreateCodeAsync("issued");

        var page = await OfflineVisit.VisitAsync(OfflineVisit.Of(
            server,
            [
                PageStep.Network(isOn: false), OfflineVisit.Ask("store.js", "page.keepSetting('keys', undefined)"), OfflineVisit.Reopen(server),
                PageStep.WaitFor("#ready-keys.no"),
                .. OfflineVisit.Type(code.AbsoluteUri), OfflineVisit.WaitForReason("unknown_key"),
            ]));

        Assert.Contains("No keys yet", page.Text, StringComparison.Ordinal);
    }
}
