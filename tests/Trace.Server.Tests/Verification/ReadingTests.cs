using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>However the code reaches us, it is the same unit.</summary>
public sealed class ReadingTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scheme_host_stem_and_foreign_query_keys_do_not_matter(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L/1", expiry = "2040-12", inCode = new[] { "lot", "expiry" }, activate = true });
        var tail = CodeRequests.PathOf(uri);
        var (path, query) = (tail.Split('?')[0], tail.Split('?')[1]);
        Assert.StartsWith("HTTPS://ID.ACME.EXAMPLE/01/09506000134352/10/L%2F1/21/", uri);

        foreach (var written in new[]
        {
            uri, $"https://id.acme.example{tail}", $"hTTp://Id.aCmE.exAmple{tail}", $"http://192.0.2.7:8080{tail}", $"https://[2001:db8::1]{tail}", $"https://mirror.example{tail}", $"id.acme.example{tail}",
            tail, $"https://example.com/a/b%20c/{tail}", $"https://example.com/01/09506000134369/21/OTHER{tail}", $" \r\n{uri}\t", $"]Q1{uri}", $"{uri}#top", $"{uri}&utm_source=x&linkType=gs1:pip&lang=de",
            $"https://a.example{path}?fbclid=1&{query}", $"https://a.example{path}?{string.Join('&', query.Split('&').Reverse())}", $"https://a.example{path.Replace("%2F", "%2f", StringComparison.Ordinal)}?{query}",
            $"https://a.example{path.Replace("/01/09", "/01/%30%39", StringComparison.Ordinal)}?{query}",
        })
        {
            AssertIs(brand.Gtin, uri, "valid", written, await server.Public.VerifyAsync(written));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Opened_under_any_host_and_behind_any_stem_it_is_the_same_unit(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        // A serial whose marks a server must not decode twice, nor take for separators.
        await brand.ImportAsync(["A%2FB/C"]);
        var batch = await brand.ImportAsync(["A%2FB?C"]);
        var uri = (await brand.UrisAsync(batch, 0, 1))[0];
        var tail = CodeRequests.PathOf(uri);
        Assert.StartsWith("/01/09506000134352/21/A%252FB%3FC?s=", tail);

        foreach (var target in new[] { tail, $"/p{tail}", $"/p/q/{tail}", $"/01/09506000134369/21/OTHER{tail}", $"{tail}&utm_source=x", $"/%7Ea/../b{tail}" })
        {
            var answer = await server.Public.OpenAsync(target, ("Accept", "application/json"), ("Host", "another.example"));
            Assert.Equal(200, answer.Status);
            AssertIs(brand.Gtin, uri, "valid", target, answer.Json);
        }
    }

    /// <summary>Proxies send the whole URI in the request line (RFC 9112 section 3.2.2); its path is decoded once too.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Opened_by_way_of_a_proxy_it_is_the_same_unit(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = (await brand.UrisAsync(await brand.ImportAsync(["A%2FB?C"]), 0, 1))[0];

        var answer = await RawHttp.SendAsync(
            server.Address, $"GET http://id.acme.example{CodeRequests.PathOf(uri)} HTTP/1.1\r\nHost: id.acme.example\r\nAccept: application/json\r\nConnection: close\r\n\r\n");

        Assert.Equal(200, answer.Status);
        AssertIs(brand.Gtin, uri, "valid", uri, JsonDocument.Parse(answer.Body).RootElement);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Element_strings_and_typed_codes_are_judged_without_a_signature(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var (profile, signature) in new[] { ("signed", "absent"), ("compact", "mac_valid") })
        {
            var uri = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L1", profile, activate = true });
            var serial = BrandBatches.SerialOf(uri);
            var (typed, grouped) = ($"9506000134352 {serial}", string.Join(' ', serial.Chunk(4).Select(group => new string(group))));
            foreach (var written in new[]
            {
                $"(01){brand.Gtin}(21){serial}", $"(01){brand.Gtin}(10)L1(21){serial}", $"]d201{brand.Gtin}21{serial}", $"]d201{brand.Gtin}10L1\u001D21{serial}",
                $"{brand.Gtin} {serial}", typed, $"{brand.Gtin},{serial}", $"{brand.Gtin}/{serial}", $"{brand.Gtin} {grouped}", $"  {brand.Gtin}\t{grouped}\n",
            })
            {
                AssertIs(brand.Gtin, uri, signature, written, await server.Public.VerifyAsync(written));
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Letters_that_people_mix_up_are_read_as_they_were_meant(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var (profile, signature) in new[] { ("signed", "absent"), ("compact", "mac_valid") })
        {
            var uri = (await brand.CodesAsync(100, profile)).First(code => BrandBatches.SerialOf(code) is var text && text.Contains('0', StringComparison.Ordinal) && text.Contains('1', StringComparison.Ordinal));
            var serial = BrandBatches.SerialOf(uri);
#pragma warning disable CA1308 // People type lower case.
            foreach (var typed in new[]
            {
                serial.ToLowerInvariant(), serial.Replace('0', 'O').Replace('1', 'I'), serial.Replace('0', 'o').Replace('1', 'l'), serial.Replace('1', 'L').ToLowerInvariant(), $"{serial[..4]}-{serial[4..8]}-{serial[8..]}",
            })
#pragma warning restore CA1308
            {
                AssertIs(brand.Gtin, uri, signature, typed, await server.Public.VerifyAsync($"9506000134352 {typed}"));
                if (!typed.Contains('-', StringComparison.Ordinal))
                    AssertIs(brand.Gtin, uri, signature, typed, await server.Public.VerifyAsync($"(01){brand.Gtin}(21){typed}"));
                // In an address nothing is guessed: there the case counts.
                Assert.Equal("not_issued", (await server.Public.VerifyAsync($"https://id.acme.example/01/{brand.Gtin}/21/{typed}")).Text("verdict"));
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_serial_that_was_imported_as_typed_wins_over_what_it_could_mean(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.ImportAsync(["LOIL", "1011"]);

        Assert.Equal("LOIL", (await server.Public.VerifyAsync($"{brand.Gtin} LOIL")).GetProperty("unit").Text("serial"));
        Assert.Equal("1011", (await server.Public.VerifyAsync($"{brand.Gtin} 1011")).GetProperty("unit").Text("serial"));
        Assert.Equal("1011", (await server.Public.VerifyAsync($"{brand.Gtin} loll")).GetProperty("unit").Text("serial"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Short_gtins_are_typed_as_they_are_printed(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        foreach (var (slug, gtin) in new[] { ("eight", "95060002"), ("twelve", "012345678905"), ("thirteen", "9506000134369") })
        {
            var brand = (await server.CreateBrandAsync(slug, gtin: gtin)) with { Gtin = gtin.PadLeft(14, '0') };
            var uri = await brand.CodeAsync();
            Assert.Contains($"/01/{brand.Gtin}/21/", uri, StringComparison.Ordinal);
            AssertIs(brand.Gtin, uri, "absent", gtin, await server.Public.VerifyAsync($"{gtin} {BrandBatches.SerialOf(uri)}"));
        }
    }

    private static void AssertIs(string gtin, string uri, string signature, string written, JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("unit", out var unit), $"{written}: {answer}");
        Assert.Equal(
            (written, "issued", signature, gtin, BrandBatches.SerialOf(uri)),
            (written, answer.Text("verdict"), answer.Text("signature"), unit.Text("gtin"), unit.Text("serial")));
    }
}
