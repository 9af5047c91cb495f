using System.Globalization;
using System.Numerics;
using System.Text;
using Trace.Core.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>However a signature is checked (verified, made again, known from before), the answer is the same.</summary>
public sealed class SignatureCheckTests
{
    /// <summary>RFC 8032, section 5.1: the order of the group.</summary>
    private static readonly BigInteger Order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_that_held_before_says_nothing_of_its_neighbours(bool bySigning)
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, configure: null, $"--Keys:VerifyBySigning={bySigning}");
        var brand = await server.CreateBrandAsync();
        var (code, neighbour) = (await brand.CodeAsync(), await brand.CodeAsync());
        var digits = code[(code.IndexOf("s=", StringComparison.Ordinal) + 2)..];
        string[] forged =
        [
            code.Replace(digits, Changed(digits, bytes => bytes[^1] ^= 1), StringComparison.Ordinal),
            code.Replace(digits, Changed(digits, bytes => bytes[CodeSignature.SignatureOffset] ^= 1), StringComparison.Ordinal),
            code.Replace(digits, Changed(digits, AddOrder), StringComparison.Ordinal),
            code.Replace(digits, Changed(digits, bytes => bytes.AsSpan(CodeSignature.SignatureOffset).Clear()), StringComparison.Ordinal),
            neighbour.Replace(neighbour[(neighbour.IndexOf("s=", StringComparison.Ordinal) + 2)..], digits, StringComparison.Ordinal),
        ];

        for (var round = 1; round <= 2; round++)
        {
            foreach (var (forgery, number) in forged.Select((forgery, number) => (forgery, number)))
                ForgedCodeTests.AssertRefused($"{number}", "invalid", "signature_invalid", await server.Public.VerifyAsync(forgery));
            Assert.Equal(("issued", "valid", (long)round), (await server.Public.VerifyAsync(code) is var answer ? answer.Text("verdict") : "", answer.Text("signature"), answer.Ordinal()));
        }

        Assert.Equal("issued", await server.VerdictAsync(neighbour));

        // What is remembered is mathematics, not trust.
        var key = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/keys")).AssertStatus(200).Json.GetProperty("items")[0].GetProperty("keyId").GetInt32();
        var revocation = new { at = "2026-01-01T00:00:00Z", disownBatches = true, reason = "A drill." };
        (await brand.Admin.PostAnswerAsync($"/api/v1/brands/{brand.Id}/keys/{key}/revoke", revocation)).AssertStatus(200);
        ForgedCodeTests.AssertRefused("revoked", "valid", "key_revoked", await server.Public.VerifyAsync(code));
    }

    private static string Changed(string digits, Action<byte[]> change)
    {
        var bytes = new byte[CodeSignature.SizeBytes];
        Assert.True(CodeSignature.TryReadDigits(digits, bytes, out _));
        change(bytes);
        var changed = new byte[CodeSignature.DigitCount];
        CodeSignature.WriteDigits(bytes, changed);
        return Encoding.ASCII.GetString(changed);
    }

    /// <summary>The same S for whoever does not insist on the smallest.</summary>
    private static void AddOrder(byte[] bytes)
    {
        var s = new BigInteger(bytes.AsSpan(CodeSignature.SignatureOffset + 32), isUnsigned: true) + Order;
        Assert.True(s.TryWriteBytes(bytes.AsSpan(CodeSignature.SignatureOffset + 32), out _, isUnsigned: true));
    }
}
