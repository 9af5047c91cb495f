using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>
/// The vectors that third parties test with, against a running service: one whose brand holds published key 1 and imported every serial
/// that the vectors carry.
/// </summary>
public sealed class PublishedVectorTests
{
    private const int KeyId = 1;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Codes_whose_signature_holds_come_out_as_the_file_says(Engine engine)
    {
        var file = Read("signed-codes.json");
        await using var server = await StartAsync(engine, file);

        foreach (var vector in file.GetProperty("cases").EnumerateArray())
        {
            var (name, text, read) = (vector.Text("name"), vector.Text("text"), vector.GetProperty("read"));
            var answer = await server.Public.VerifyAsync(text);
            if (vector.GetProperty("keyId").GetInt32() != KeyId)
            {
                Assert.Equal((name, "not_issued"), (name, answer.Text("verdict")));
                continue;
            }

            Assert.Equal((name, "valid", read.Text("serial")), (name, answer.Text("signature"), answer.GetProperty("unit").Text("serial")));
            var disagrees = read.GetProperty("lot").ValueKind != JsonValueKind.Null || read.GetProperty("variant").ValueKind != JsonValueKind.Null
                || read.GetProperty("attributes").EnumerateArray().Any(attribute => attribute[0].GetString() == "17");
            Assert.Equal((name, disagrees ? "data_mismatch" : ""), (name, string.Join(' ', answer.ReasonCodes())));
            await AssertOpensAlikeAsync(server, name, text, answer);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Texts_that_are_no_valid_codes_come_out_as_the_file_says(Engine engine)
    {
        await using var server = await StartAsync(engine, Read("signed-codes.json"));

        foreach (var vector in Read("hostile-codes.json").GetProperty("cases").EnumerateArray())
        {
            var (name, text) = (vector.Text("name"), vector.Text("text"));
            var posted = await server.Public.VerifyForAnswerAsync(new { code = text });
            if (posted.Status == 413 && text.Length > 8000)
                continue;
            Assert.Equal((name, 200), (name, posted.Status));
            Assert.NotEqual((name, "valid"), (name, posted.Json.Text("signature")));
            Assert.Contains(
                (name, posted.Verdict, posted.Reasons is [var reason] ? reason : string.Join(' ', posted.Reasons)),
                Expected(vector.Text("outcome")).Select(expected => (name, expected.Verdict, expected.Reason)));
            await AssertOpensAlikeAsync(server, name, text, posted.Json);
        }
    }

    /// <summary>They are made with other keys than any brand's here, so the best of them is no more than well formed.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Compact_codes_serials_and_digits_of_the_vectors_are_not_issued(Engine engine)
    {
        await using var server = await StartAsync(engine, Read("signed-codes.json"), import: false);
        var compact = Strings(Read("compact-codes.json"), "uri");
        var serials = Strings(Read("serials-ff1.json"), "serial").Select(serial => $"https://id.example.com/01/09506000134352/21/{serial}");
        var digits = Strings(Read("digits.json"), "digits").Select(text => $"https://id.example.com/01/09506000134352/21/7K3M9QX2TV4B?s={text}");
        var documents = Read("key-documents.json").GetProperty("cases").EnumerateArray()
            .Where(vector => vector.TryGetProperty("text", out _)).Select(vector => vector.Text("text"));

        foreach (var text in compact.Concat(serials).Concat(digits).Concat(documents).Where(text => text.Length < 8000))
        {
            var posted = await server.Public.VerifyForAnswerAsync(new { code = text });
            Assert.Equal((text, 200, "not_issued"), (text, posted.Status, posted.Verdict));
            await AssertOpensAlikeAsync(server, text, text, posted.Json);
        }
    }

    /// <summary>A serial of the vectors that was imported is known, so without a signature it gets what any such serial gets.</summary>
    private static IEnumerable<(string Verdict, string Reason)> Expected(string outcome) => outcome switch
    {
        "not_a_code" => [("not_issued", "not_a_code")],
        "unknown_key" => [("not_issued", "unknown_key")],
        "invalid" => [("not_issued", "signature_invalid"), ("not_issued", "unknown_key"), ("not_issued", "wrong_key"), ("not_issued", "unknown_gtin")],
        _ => [("caution", "signature_missing"), ("issued", ""), ("not_issued", "unknown_serial"), ("not_issued", "mac_invalid"), ("not_issued", "unknown_gtin"), ("caution", "data_mismatch")],
    };

    /// <summary>Where the text is an address, asking that address gives the posted answer.</summary>
    private static async Task AssertOpensAlikeAsync(RunningServer server, string name, string text, JsonElement posted)
    {
        if (!text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || text.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var host) || text.IndexOf('/', host + 3) is not (> 0 and var path))
            return;
        // Browsers keep the fragment to themselves.
        var target = text[path..].Split('#')[0].TrimEnd();
        if (target.Any(letter => letter is <= ' ' or > '~') || target.Contains("linkType=", StringComparison.Ordinal))
            return;
        var (status, body) = await RawHttp.SendAsync(server.Address, $"GET {target} HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
        // The HTTP server refuses %00 and overlong lines before we see them; addresses without /01/ are not found.
        if (status is 400 or 404 or 414)
        {
            Assert.Equal((name, "not_issued"), (name, posted.Text("verdict")));
            return;
        }

        Assert.Equal((name, 200), (name, status));
        var opened = JsonDocument.Parse(body).RootElement;
        // What is wrong with the scheme or the host cannot be seen from here.
        if (posted.ReasonCodes() is not ["not_a_code"] || opened.ReasonCodes() is ["not_a_code"])
            Assert.Equal((name, posted.Text("verdict"), posted.Text("signature")), (name, opened.Text("verdict"), opened.Text("signature")));
        else
            Assert.StartsWith("address: ", name);
    }

    private static async Task<RunningServer> StartAsync(Engine engine, JsonElement signedCodes, bool import = true)
    {
        var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync(host: "id.example.com");
        await HoldPublishedKeyAsync(server, signedCodes);
        var serials = signedCodes.GetProperty("cases").EnumerateArray()
            .Where(vector => vector.GetProperty("keyId").GetInt32() == KeyId)
            .Select(vector => vector.GetProperty("read").Text("serial"))
            .Distinct(StringComparer.Ordinal);
        if (import)
            await brand.ImportAsync(serials);
        return server;
    }

    /// <summary>Puts the published seed in the place of the brand's own, sealed as the service would seal it.</summary>
    private static async Task HoldPublishedKeyAsync(RunningServer server, JsonElement signedCodes)
    {
        var published = signedCodes.GetProperty("signingKeys").EnumerateArray().Single(key => key.GetProperty("keyId").GetInt32() == KeyId);
        var masterKey = server.Services.GetRequiredService<MasterKey>();
        await server.Services.GetRequiredService<Database>().WriteAsync(async session =>
        {
            var row = Assert.Single(await KeysStore.ListSigningKeysAsync(session));
            Assert.Equal(KeyId, row.KeyId);
            var changed = row with { PublicKey = Convert.FromHexString(published.Text("publicKey")) };
            await session.ExecuteAsync(
                "UPDATE signing_key SET public_key = @PublicKey, sealed = @Sealed WHERE key_id = @KeyId;",
                changed with { Sealed = masterKey.Seal(Convert.FromHexString(published.Text("seed")), RevokedKeyTests.Purpose(changed)) });
        });
        server.Services.GetRequiredService<BrandKeys>().Forget();
    }

    private static JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllBytes(Repository.File("api-specs", "vectors", name))).RootElement;

    /// <summary>Every text under a name, however deep.</summary>
    private static IEnumerable<string> Strings(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == name && member.Value.ValueKind == JsonValueKind.String ? [member.Value.GetString()!] : Strings(member.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Strings(item, name)),
        _ => [],
    };
}
