using System.Security.Cryptography;
using System.Text;
using Trace.Core.Evidence;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Evidence;

/// <summary>RFC 3161 with OpenSSL as the authority.</summary>
public sealed class TimestampTests
{
    private static readonly byte[] Hash = SHA256.HashData("a manifest"u8);

    [Fact]
    public async Task A_pack_gets_the_timestamp_of_an_authority_while_it_is_written()
    {
        using var authority = await TimestampAuthority.MakeAsync();
        using var output = new MemoryStream();
        await TestPack.Pack().WriteAsync(
            output, TestPack.Signer,
            async (sha256, _) =>
            {
                var request = new TimestampRequest(sha256.Span);
                Assert.True(request.TryRead(await authority.AnswerAsync(request.ToBytes()), out var token, out var problem), problem);
                return [new("test.tst", token)];
            },
            TestContext.Current.CancellationToken);

        var report = await TestPack.VerifyAsync(output.ToArray(), TestPack.Trust with { TimestampRoots = [authority.Root] });
        var elsewhere = await TestPack.VerifyAsync(output.ToArray());

        Assert.Equal(EvidenceOutcome.Valid, report.Outcome);
        var timestamp = Assert.Single(report.Timestamps);
        Assert.Equal(("rfc3161/test.tst", "CN=Test timestamps", true), (timestamp.Name, timestamp.Authority, timestamp.IsTrusted));
        Assert.InRange(TimeProvider.System.GetUtcNow() - timestamp.Time, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(5));
        Assert.Equal((EvidenceOutcome.NotTrusted, false), (elsewhere.Outcome, elsewhere.Timestamps[0].IsTrusted));
    }

    [Fact]
    public async Task An_answer_is_taken_for_its_own_request_only()
    {
        using var authority = await TimestampAuthority.MakeAsync();
        var request = new TimestampRequest(Hash);
        var answer = await authority.AnswerAsync(request.ToBytes());

        Assert.True(request.TryRead(answer, out var token, out _));
        Assert.True(TimestampToken.TryCheck("", token, Hash, [], out _, out _));
        // The same hash with another nonce, and another hash.
        AssertRefused(new TimestampRequest(Hash), answer);
        AssertRefused(new TimestampRequest(SHA256.HashData("other"u8)), answer);
        AssertRefused(request, [.. answer, 0]);
        AssertRefused(request, answer[..^1]);
        AssertRefused(request, []);
        AssertRefused(request, [.. answer[..^1], (byte)(answer[^1] ^ 1)]);
        Assert.False(request.TryRead(new byte[TimestampRequest.MaxResponseBytes + 1], out _, out var problem));
        Assert.Contains("larger", problem, StringComparison.Ordinal);
        AssertRefused(request, Encoding.ASCII.GetBytes("<html>sign in</html>"));
    }

    [Fact]
    public async Task An_authority_that_refuses_or_is_none_gives_no_token()
    {
        using var refusing = await TimestampAuthority.MakeAsync(digest: "sha512");
        using var stranger = await TimestampAuthority.MakeAsync();
        var request = new TimestampRequest(Hash);
        AssertRefused(request, await refusing.AnswerAsync(request.ToBytes()));
        Assert.True(request.TryRead(await stranger.AnswerAsync(request.ToBytes()), out _, out _));
    }

    [Fact]
    public async Task A_chain_is_judged_by_its_purpose_and_as_of_the_time_of_the_token()
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(4);
        using var ending = await TimestampAuthority.MakeAsync(rootUntil: until);
        using var other = await TimestampAuthority.MakeAsync(middlePurpose: "1.3.6.1.5.5.7.3.1");
        Assert.True(await IsTrustedAsync(ending, until));
        Assert.False(await IsTrustedAsync(other, until));

        static async Task<bool> IsTrustedAsync(TimestampAuthority authority, DateTimeOffset notBefore)
        {
            var request = new TimestampRequest(Hash);
            Assert.True(request.TryRead(await authority.AnswerAsync(request.ToBytes()), out var token, out _));
            while (TimeProvider.System.GetUtcNow() < notBefore)
                await Task.Delay(50, TestContext.Current.CancellationToken);
            Assert.True(TimestampToken.TryCheck("a", token, Hash, [authority.Root], out var timestamp, out _));
            return timestamp.IsTrusted;
        }
    }

    [Fact]
    public void The_published_token_holds_for_its_hash_and_root_only()
    {
        var manifest = SHA256.HashData(Encoding.UTF8.GetBytes(TestPack.Vectors.GetProperty("manifest").GetString()!));
        Assert.True(TimestampToken.TryCheck("a", TestPack.Token, manifest, TestPack.Roots, out var timestamp, out _));
        Assert.True(timestamp.IsTrusted);
        Assert.False(TimestampToken.TryCheck("a", TestPack.Token, Hash, TestPack.Roots, out _, out _));
        Assert.False(TimestampToken.TryCheck("a", (byte[])[.. TestPack.Token, 0], manifest, TestPack.Roots, out _, out _));
        Assert.True(TimestampToken.TryCheck("a", TestPack.Token, manifest, [TimestampAuthority.OtherRoot()], out timestamp, out _));
        Assert.False(timestamp.IsTrusted);
        Assert.False(TimestampToken.TryCheck("a", new byte[TimestampToken.MaxBytes + 1], manifest, [], out _, out var problem));
        Assert.Contains("more than", problem, StringComparison.Ordinal);
    }

    /// <summary>A byte that the authority did not sign may stand; none may end the program.</summary>
    [Fact]
    public void A_token_with_any_byte_changed_never_throws()
    {
        var manifest = SHA256.HashData(Encoding.UTF8.GetBytes(TestPack.Vectors.GetProperty("manifest").GetString()!));
        var token = TestPack.Token.ToArray();
        var held = 0;
        for (var at = 0; at < token.Length; at++)
        {
            for (var change = 0xff; change > 0; change -= TestScale.Count(0x7f, 1))
            {
                token[at] ^= (byte)change;
                held += TimestampToken.TryCheck("a", token, manifest, TestPack.Roots, out _, out _) ? 1 : 0;
                token[at] ^= (byte)change;
            }

            Assert.False(TimestampToken.TryCheck("a", token.AsMemory(0, at), manifest, [], out _, out _));
        }

        Assert.InRange(held, 0, TestScale.Count(3, 255) * token.Length / 10);
    }

    private static void AssertRefused(TimestampRequest request, byte[] answer)
    {
        Assert.False(request.TryRead(answer, out var token, out var problem));
        Assert.Null(token);
        Assert.NotEqual("", problem);
    }
}
