using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Browser.Tests.Consumer;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Offline;

/// <summary>The page's own modules, in the browser, over every published vector.</summary>
public sealed class PublishedVectorsInTheBrowserTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    /// <summary>y = 1: every signature (R = B, S = 1) holds for a verifier that only looks at the equation.</summary>
    private const string Forgery = "Ed25519: public key identity";

    [Theory]
    [InlineData("signed-codes.json")]
    [InlineData("hostile-codes.json")]
    public async Task Every_code_gets_the_answer_of_the_offline_verifier(string file)
    {
        var content = Load(file);
        var cases = content["cases"]!.AsArray();
        Assert.True(KeyRing.TryParse(Utf8(content["keyDocument"]!), out var ring, out var problem), problem);

        var found = await AskAsync(
            "verifying.js",
            $$"""
            { const keys = (await import('/offline/keys.js')).readKeys(new TextEncoder().encode({{OfflineVisit.Json(content["keyDocument"]!.ToJsonString())}}));
              return Promise.all({{Texts(cases)}}.map(async text => { const { outcome, reason } = await page.verify(keys, text); return `${outcome} ${reason}`; })); }
            """);

        Assert.Equal(cases.Select(vector => Expected(vector!, ring!)), found.Deserialize<string[]>()!);
    }

    [Fact]
    public async Task Every_key_document_is_taken_or_refused_as_the_file_says()
    {
        var cases = Load("key-documents.json")["cases"]!.AsArray();
        var documents = OfflineVisit.Json(cases.Select(vector => (string?)vector!["bytesHex"] ?? Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes((string)vector!["text"]!))));

        var found = await AskAsync("keys.js", $$"""
            {{documents}}.map(hex => { try { return [...page.readKeys(Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16))).keys()].sort((a, b) => a - b); } catch { return null; } })
            """);

        Assert.Equal(cases.Select(vector => vector!["keys"]?.ToJsonString() ?? "null"), found.EnumerateArray().Select(keys => keys.GetRawText()));
    }

    [Fact]
    public async Task Digits_are_read_as_the_file_says()
    {
        var cases = Load("digits.json")["cases"]!.AsArray();

        var found = await AskAsync("verifying.js", $"{OfflineVisit.Json(cases.Select(vector => (string)vector!["digits"]!))}.map(text => page.bytesOfDigits(text)?.reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '') ?? null)");

        Assert.Equal(cases.Select(vector => vector!["problem"] == null ? (string?)vector["bytesHex"] : null), found.Deserialize<string?[]>()!);
    }

    /// <summary>Small order is refused when keys load and where R is looked at, whatever the browser's own arithmetic thinks of it.</summary>
    [Fact]
    public async Task Keys_and_R_of_small_order_and_an_S_that_is_too_large_are_refused_before_the_browser_is_asked()
    {
        var hostile = Load("hostile-codes.json");
        var document = OfflineVisit.Json(hostile["keyDocument"]!.ToJsonString());
        var refused = hostile["cases"]!.AsArray().Where(vector => ((string)vector!["name"]!).StartsWith("Ed25519: ", StringComparison.Ordinal)).ToList();
        Assert.Contains(refused, vector => (string?)vector!["name"] == Forgery);

        // A browser that takes everything: what is refused now, our own module refuses.
        var found = await AskAsync("verifying.js", $$"""
            { const keys = (await import('/offline/keys.js')).readKeys(new TextEncoder().encode({{document}}));
              crypto.subtle.verify = async () => true; crypto.subtle.importKey = async () => ({});
              const outcomes = await Promise.all({{Texts(refused)}}.map(async text => (await page.verify(keys, text)).outcome));
              return { unusable: [...keys.values()].filter(key => !key.isUsable).map(key => key.keyId), outcomes }; }
            """);

        // Key 26 is no point of the curve, which only the arithmetic tells.
        Assert.Equal([20, 21, 22, 23, 24, 25], found.GetProperty("unusable").Deserialize<int[]>()!);
        var outcomes = refused.Zip(found.GetProperty("outcomes").Deserialize<string[]>()!, (vector, outcome) => (Name: (string)vector!["name"]!, Outcome: outcome)).ToList();
        string[] forTheArithmetic = ["Ed25519: all ones", "Ed25519: R with a part", "Ed25519: R not on the curve", "Ed25519: public key not on the curve"];
        Assert.All(outcomes.Where(pair => !forTheArithmetic.Any(start => pair.Name.StartsWith(start, StringComparison.Ordinal))), pair => Assert.Equal((pair.Name, "invalid"), pair));
        // The control: this browser does take what is left to it.
        Assert.Contains(outcomes, pair => pair.Outcome == "valid");
    }

    private static string Expected(JsonNode vector, KeyRing ring)
    {
        var core = OfflineVerifier.Verify(ring, (string)vector["text"]!);
        var outcome = JsonNamingPolicy.SnakeCaseLower.ConvertName(core.Outcome.ToString());
        Assert.Equal(((string)vector["outcome"]!, (string)vector["reason"]!), (outcome, core.Reason));
        // Section 4.6 of the page says what a verifier answers that leaves these out.
        return (string?)vector["needs"] switch
        {
            "dictionary" => "check_online attribute_not_checked",
            "element-strings" => "not_a_code not_a_code",
            _ => $"{outcome} {core.Reason}",
        };
    }

    private async Task<JsonElement> AskAsync(string module, string expression)
    {
        var page = await Chromium.VisitAsync(new PageVisit($"{server.Server.Address}/offline/") { Steps = [OfflineVisit.Ask(module, expression)] });
        return page.Values[^1];
    }

    private static string Texts(IEnumerable<JsonNode?> cases) => OfflineVisit.Json(cases.Select(vector => (string)vector!["text"]!));

    private static JsonNode Load(string file) => JsonNode.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", file)))!;

    private static byte[] Utf8(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
