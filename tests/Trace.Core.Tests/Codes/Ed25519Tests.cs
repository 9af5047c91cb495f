using System.Numerics;
using System.Text.Json;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The one call that decides whether a signature counts, against published and hostile vectors; see Vectors/SOURCES.md.</summary>
public sealed class Ed25519Tests
{
    private static readonly Wycheproof Vectors = Load<Wycheproof>("wycheproof-ed25519_test.json");

    [Fact]
    public void Every_vector_of_wycheproof_comes_out_as_published()
    {
        var tests = Vectors.TestGroups.SelectMany(group => group.Tests.Select(test => (group.PublicKey.Pk, Test: test))).ToList();
        Assert.Equal((151, 88), (tests.Count, tests.Count(pair => pair.Test.Result == "valid")));
        Assert.All(tests, pair => Assert.Equal(
            (pair.Test.TcId, pair.Test.Result), (pair.Test.TcId, Verify(pair.Pk, Bytes(pair.Test.Msg), Bytes(pair.Test.Sig)) ? "valid" : "invalid")));
    }

    /// <summary>The negative control: a valid vector with one bit changed is not valid.</summary>
    [Fact]
    public void A_vector_of_wycheproof_made_wrong_is_noticed() => Assert.All(
        Vectors.TestGroups.SelectMany(group => group.Tests.Where(test => test.Result == "valid").Select(test => (group.PublicKey.Pk, Test: test))),
        pair =>
        {
            var signature = Bytes(pair.Test.Sig);
            signature[pair.Test.TcId % 64] ^= 4;
            Assert.False(Verify(pair.Pk, Bytes(pair.Test.Msg), signature));
            Assert.False(Verify(pair.Pk, [.. Bytes(pair.Test.Msg), 0], Bytes(pair.Test.Sig)));
        });

    [Fact]
    public void The_vectors_of_rfc_8032_are_signed_and_verified_as_published()
    {
        var cases = Load<Rfc8032>("rfc8032-signing.json").Cases;
        Assert.Equal(4, cases.Count);
        Assert.All(cases, vector =>
        {
            using var key = Key.Import(SignatureAlgorithm.Ed25519, Bytes(vector.SecretKey), KeyBlobFormat.RawPrivateKey);
            Assert.Equal(vector.PublicKey, Convert.ToHexStringLower(key.PublicKey.Export(KeyBlobFormat.RawPublicKey)));
            Assert.Equal(vector.Signature, Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(key, Bytes(vector.Message))));
            Assert.True(Verify(vector.PublicKey, Bytes(vector.Message), Bytes(vector.Signature)));
        });
    }

    [Fact]
    public void Signing_matches_an_independent_calculation_on_the_curve()
    {
        var parts = SignedParts.Of();
        var r = new BigInteger(parts.Signature.AsSpan(32), isUnsigned: true);
        var key = TestKeys.Key(TestKeys.Active).PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var a = Edwards25519.Scalar(TestKeys.Seed(TestKeys.Active));
        Assert.Equal(key, (a * Edwards25519.Base).Encode());
        // S·B − h·A is R.
        var h = Edwards25519.Challenge(parts.Signature[..32], key, parts.Message);
        var negative = new Edwards25519(Edwards25519.P - (a * Edwards25519.Base).X, (a * Edwards25519.Base).Y);
        Assert.Equal(parts.Signature[..32], (r * Edwards25519.Base + h * negative).Encode());
    }

    [Fact]
    public void A_public_key_of_small_order_verifies_nothing()
    {
        Assert.Equal(7, HostileKeys.Encodings.Count);
        Assert.All(HostileKeys.Encodings, pair =>
        {
            // Under the identity, R = B and S = 1 satisfy the equation for every message; under the others for one in 2, 4 or 8.
            byte[] signature = [.. Edwards25519.Base.Encode(), 1, .. new byte[31]];
            for (var i = 0; i < 64; i++)
                Assert.False(Verify(Convert.ToHexStringLower(pair.Value), [(byte)i], signature));
        });
    }

    [Fact]
    public void An_r_of_small_order_counts_for_nothing_even_if_the_equation_holds()
    {
        var parts = SignedParts.Of();
        var publicKey = TestKeys.Key(TestKeys.Active).PublicKey;
        foreach (var torsion in new[] { Edwards25519.Identity, Edwards25519.Order2, Edwards25519.Order4, Edwards25519.Order8, 3 * Edwards25519.Order8 })
            Assert.False(SignedCode.Verify(publicKey, parts.Tail, HostileKeys.SignWithTorsion(parts, 0, torsion)));
        // The control: the same recipe with an R of large order counts.
        Assert.True(SignedCode.Verify(publicKey, parts.Tail, HostileKeys.SignWithTorsion(parts, 12345, Edwards25519.Identity)));
        Assert.False(SignedCode.Verify(publicKey, parts.Tail, HostileKeys.SignWithTorsion(parts, 12345, Edwards25519.Order2)));
    }

    [Fact]
    public void An_s_of_the_group_order_or_more_counts_for_nothing()
    {
        var parts = SignedParts.Of();
        var s = new BigInteger(parts.Signature.AsSpan(32), isUnsigned: true);
        var publicKey = TestKeys.Key(TestKeys.Active).PublicKey;
        Assert.True(SignedCode.Verify(publicKey, parts.Tail, [.. parts.Signature[..32], .. Edwards25519.Little(s)]));
        for (var multiple = 1; multiple <= 14; multiple++)
            Assert.False(SignedCode.Verify(publicKey, parts.Tail, [.. parts.Signature[..32], .. Edwards25519.Little(s + multiple * Edwards25519.L)]));
    }

    [Fact]
    public void A_signature_of_another_length_counts_for_nothing()
    {
        var parts = SignedParts.Of();
        var publicKey = TestKeys.Key(TestKeys.Active).PublicKey;
        foreach (var length in new[] { 0, 1, 32, 63, 65, 128 })
            Assert.False(SignedCode.Verify(publicKey, parts.Tail, parts.Signature.Concat(new byte[64]).Take(length).ToArray()));
    }

    [Fact]
    public void A_tail_too_long_for_the_stack_is_signed_and_verified_too()
    {
        var parts = SignedParts.Of(attributes: [.. Enumerable.Range(91, 9).Select(ai => ($"{ai}", new string('/', 90)))]);
        Assert.True(parts.Tail.Length > 2000);
        Assert.True(SignedCode.Verify(TestKeys.Key(TestKeys.Active).PublicKey, parts.Tail, parts.Signature));
        Assert.False(SignedCode.Verify(TestKeys.Key(TestKeys.Active).PublicKey, parts.Tail[..^1], parts.Signature));
    }

    private static bool Verify(string publicKey, byte[] message, byte[] signature) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, Bytes(publicKey), KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    private static T Load<T>(string name)
    {
        using var stream = typeof(Ed25519Tests).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record Wycheproof(IReadOnlyList<WycheproofGroup> TestGroups);

    private sealed record WycheproofGroup(WycheproofKey PublicKey, IReadOnlyList<WycheproofTest> Tests);

    private sealed record WycheproofKey(string Pk);

    private sealed record WycheproofTest(int TcId, string Msg, string Sig, string Result);

    private sealed record Rfc8032(IReadOnlyList<Rfc8032Case> Cases);

    private sealed record Rfc8032Case(string Name, string SecretKey, string PublicKey, string Message, string Signature);
}
