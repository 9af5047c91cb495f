using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Claims;

/// <summary>Batches with covered codes, and what people do with them.</summary>
internal static class CoveredCodes
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A code and what stands under its cover.</summary>
    public readonly record struct Covered(string Uri, string Serial, string Cover);

    public static Task<string> CreateCoveredBatchAsync(this TestBrand brand, int quantity, string profile = "signed") =>
        brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity, profile, activate = true, cover = true });

    public static async Task<IReadOnlyList<Covered>> CoveredAsync(this TestBrand brand, string batch) =>
        [.. (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?cover=true")).AssertStatus(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]
            .Select(line => line.Split(',')).Select(columns => new Covered(columns[3], columns[2], columns[4]))];

    public static Task<Answer> ClaimAsync(this HttpClient client, string code, string cover) => client.PostAnswerAsync("/api/v1/claims", new { code, cover });

    /// <summary>Its result, and how many tries are left.</summary>
    public static async Task<(string? Result, int? Left)> ResultAsync(this HttpClient client, string code, string cover)
    {
        var answer = (await client.ClaimAsync(code, cover)).AssertStatus(200).Json;
        return (answer.Text("result"), answer.TryGetProperty("triesLeft", out var left) ? left.GetInt32() : null);
    }

    /// <summary>By the published page, from nothing but the key: the first 50 bits, five at a time.</summary>
    public static async Task<string> DeriveAsync(this RunningServer server, TestBrand brand, string serial)
    {
        Assert.True(PublicId.TryParse(brand.Id, out var brandId));
        using var key = await server.Services.GetRequiredService<BrandKeys>().OpenClaimKeyAsync(brandId);
        var mac = MacAlgorithm.Blake2b_256.Mac(key, Encoding.ASCII.GetBytes($"trace-cover-v1\n/01/{brand.Gtin}/21/{Uri.EscapeDataString(serial)}"));
        return string.Concat(Enumerable.Range(0, 10).Select(place => Alphabet[Enumerable.Range(5 * place, 5).Aggregate(0, (value, bit) => (value << 1) | ((mac[bit / 8] >> (7 - (bit % 8))) & 1))]));
    }

    /// <summary>Another one of the same length.</summary>
    public static string Wrong(string cover) => (cover[0] == '7' ? "8" : "7") + cover[1..];
}
