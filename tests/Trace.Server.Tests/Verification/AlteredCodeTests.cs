using System.Net;
using CsCheck;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>A valid code that was changed: it is issued only while everything that is signed, and the signature, are as they were.</summary>
public sealed class AlteredCodeTests
{
    private const string Written = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/?&=%#.:-_~+!*'();, \u00E9\uD83D\uDE00\0\u001D\u202E";
    private static readonly string[] Pieces = ["/01/", "/21/", "/10/L/", "&s=", "?s=", "&s=1", "&17=271231", "?10=L", "%00", "%2F", "%", "//", "/../", "s=s=", "http://", "(01)", "]d2", " ", "0"];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_digit_of_the_signature_counts(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var uri = await (await server.CreateBrandAsync()).CodeAsync();
        var start = uri.IndexOf("s=", StringComparison.Ordinal) + 2;
        Assert.Equal(162, uri.Length - start);

        for (var i = start; i < uri.Length; i++)
        {
            foreach (var digit in "0123456789".Where(digit => digit != uri[i]).Take(TestScale.Count(reduced: 2, full: 9)))
            {
                var answer = await server.Public.VerifyAsync(uri[..i] + digit + uri[(i + 1)..]);
                Assert.Equal((i, digit, "not_issued", "invalid"), (i, digit, answer.Text("verdict"), answer.Text("signature")));
                Assert.Contains(Assert.Single(answer.ReasonCodes()), new[] { "signature_invalid", "unknown_key", "not_a_code" });
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_that_was_cut_or_grew_is_not_issued(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        var tail = CodeRequests.PathOf(uri);
        var (unsigned, digits) = (BrandBatches.WithoutSignature(tail), tail.Split("s=")[1]);

        for (var length = 0; length < tail.Length; length++)
        {
            var cut = tail[..length];
            var answer = await server.Public.VerifyAsync("https://id.acme.example" + cut);
            // Without its query the whole serial is still there: a code that lacks its signature.
            var expected = cut.TrimEnd('s').TrimEnd('?') == unsigned && !cut.EndsWith("?s", StringComparison.Ordinal) ? "caution" : "not_issued";
            Assert.Equal((cut, expected), (cut, answer.Text("verdict")));
            Assert.NotEqual("valid", answer.Text("signature"));
        }

        foreach (var grown in new[]
        {
            tail + "0", tail + digits, $"{unsigned}?s=0{digits}", $"{unsigned}0?s={digits}", $"{unsigned}/?s={digits}", $"{unsigned}?s={digits}&s={digits}", $"{tail}&17=271231", $"{tail}&10=L1",
            $"{unsigned}?s=+{digits[1..]}", $"{unsigned}?s={digits[1..]}0", $"{unsigned}?s={digits}%20",
        })
        {
            Assert.Equal((grown, "not_issued"), (grown, (await server.Public.VerifyAsync($"https://id.acme.example{grown}")).Text("verdict")));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_random_change_gives_issued_unless_all_that_is_signed_is_unchanged(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        string[] originals =
        [
            await brand.CodeAsync(),
            await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L/1", expiry = "2040-12", inCode = new[] { "lot", "expiry" }, activate = true }),
            (await brand.UrisAsync(await brand.ImportAsync(["A%2FB?C"]), 0, 1))[0],
        ];

        await Gen.Select(Gen.Int[0, originals.Length - 1], Changes).SampleAsync(
            async (which, changes) =>
            {
                var changed = changes.Aggregate(originals[which], (text, change) => change(text));
                var posted = await server.Public.VerifyForAnswerAsync(new { code = changed });
                if (posted.Status != 200)
                    return posted.Status == 413 && changed.Length > 1000;
                return posted.Verdict != "issued" || originals.Any(original => IsSame(original, changed));
            },
            iter: TestScale.Count(reduced: 1500, full: 100_000),
            threads: 4,
            print: sample => sample.Item2.Aggregate(originals[sample.Item1], (text, change) => change(text)));
    }

    /// <summary>Any text as the target of a request, letter by letter: an answer, and never a failure of ours.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_random_address_makes_the_server_fail(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var tail = CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync());

        await Changes.SampleAsync(
            async changes =>
            {
                var target = changes.Aggregate(tail, (text, change) => change(text)).ReplaceLineEndings("");
                var (status, body) = await RawHttp.SendAsync(server.Address, System.Text.Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nConnection: close\r\n\r\n"));
                return status is 400 or 404 or 405 or 414 || (status == 200 && (!body.Contains("\"issued\"", StringComparison.Ordinal) || IsSame(tail, target)));
            },
            iter: TestScale.Count(reduced: 400, full: 20_000),
            threads: 4,
            print: changes => changes.Aggregate(tail, (text, change) => change(text)));
    }

    /// <summary>One to four small changes at random places.</summary>
    private static Gen<Func<string, string>[]> Changes => Gen.OneOf<Func<string, string>>(
        At((text, at) => text.Remove(at, 1)),
        Gen.Select(Gen.Double.Unit, Gen.Char[Written], (place, letter) => Change(place, (text, at) => text.Remove(at, 1).Insert(at, letter.ToString()))),
        Gen.Select(Gen.Double.Unit, Gen.Char[Written], (place, letter) => Change(place, (text, at) => text.Insert(at, letter.ToString()))),
        Gen.Select(Gen.Double.Unit, Gen.Int[0, Pieces.Length - 1], (place, piece) => Change(place, (text, at) => text.Insert(at, Pieces[piece]))),
        At((text, at) => text.Remove(at)),
        At((text, at) => text + text[at..]),
        At((text, at) => $"{text[..at]}%{(int)text[at]:X2}{text[(at + 1)..]}"),
        At((text, at) => text[..at] + char.ToUpperInvariant(text[at]) + text[(at + 1)..]),
#pragma warning disable CA1308 // The change is to lower case.
        At((text, at) => text[..at].ToLowerInvariant() + text[at..]),
#pragma warning restore CA1308
        At((text, at) => at == 0 ? text : text[..(at - 1)] + text[at] + text[at - 1] + text[(at + 1)..]),
        At((text, at) => text[at..] + text[..at])).Array[1, 4];

    private static Gen<Func<string, string>> At(Func<string, int, string> change) => Gen.Double.Unit.Select(place => Change(place, change));

    /// <param name="place">From 0 to 1, so that it fits whatever length the text has by then.</param>
    /// <param name="change">What to do there.</param>
    private static Func<string, string> Change(double place, Func<string, int, string> change) => text => text.Length == 0 ? text : change(text, Math.Min(text.Length - 1, (int)(place * text.Length)));

    /// <summary>Written without our reader: the path ends in the same words, and the query has the same s and dates.</summary>
    private static bool IsSame(string original, string changed) => Parts(original) is { } same && same == Parts(changed);

    private static (string Tail, string Digits, string Dates)? Parts(string text)
    {
        var address = text.Trim().Split('#')[0].Split('?', 2);
        var start = address[0].LastIndexOf("/01/", StringComparison.Ordinal);
        if (start < 0)
            return null;
        var query = address.Length < 2 ? [] : address[1].Split('&');
        return (
            // Segment by segment: an encoded slash is no separator.
            string.Join('\n', address[0][start..].Split('/').Select(Uri.UnescapeDataString)),
            string.Join('\n', query.Where(pair => pair.StartsWith("s=", StringComparison.Ordinal))),
            string.Join('\n', query.Where(pair => pair.Split('=')[0] is { Length: > 0 } key && key.All(char.IsAsciiDigit)).Select(WebUtility.UrlDecode)));
    }
}
