using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Trace.Core.Verification;
using Xunit;

namespace Trace.Core.Tests.Verification;

/// <summary>Answers without a server. What each text gets is in the published vectors; here is what no text may get.</summary>
public sealed class OfflineVerifierTests
{
    private static readonly string Good = SignedParts.Of(lot: "AB1", attributes: ("17", "271231")).Uri;

    /// <summary>One character changed: valid only if the change is one that means nothing.</summary>
    [Fact]
    public void A_code_with_a_changed_character_is_not_valid_unless_it_still_says_the_same()
    {
        var tail = Good.IndexOf("/01/", StringComparison.Ordinal);
        Assert.Equal(OfflineOutcome.Valid, OfflineVerifier.Verify(TestKeys.Ring, Good).Outcome);
        Gen.Select(Gen.Int[tail, Good.Length - 1], Gen.Char['!', '~']).Sample(
            (at, character) =>
            {
                var changed = $"{Good[..at]}{character}{Good[(at + 1)..]}";
                return changed == Good || OfflineVerifier.Verify(TestKeys.Ring, changed).Outcome != OfflineOutcome.Valid;
            },
            iter: 20_000);
    }

    [Fact]
    public void A_code_with_characters_put_in_or_left_out_is_not_valid_or_says_the_same() => Gen.Select(Gen.Int[0, Good.Length], Gen.Int[0, 3], Gen.String[Gen.Char['!', '~'], 0, 2]).Sample(
        (at, cut, piece) =>
        {
            var changed = string.Concat(Good.AsSpan(0, at), piece, Good.AsSpan(Math.Min(at + cut, Good.Length)));
            var verdict = OfflineVerifier.Verify(TestKeys.Ring, changed);
            return verdict.Outcome != OfflineOutcome.Valid || verdict.Code!.CanonicalTail == OfflineVerifier.Verify(TestKeys.Ring, Good).Code!.CanonicalTail;
        },
        iter: 20_000);

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[Gen.Char, 0, 60].Select(Gen.OneOf("", Good, "https://a/01/09506000134352/21/S?s=")).Sample(
        (text, start) => OfflineVerifier.Verify(TestKeys.Ring, start + text).Text.Length > 0, iter: 20_000);

    [Fact]
    public void No_text_at_all_is_not_a_code()
    {
        Assert.Equal(OfflineOutcome.NotACode, OfflineVerifier.Verify(TestKeys.Ring, null).Outcome);
        Assert.Throws<ArgumentNullException>(() => OfflineVerifier.Verify(null!, Good));
    }

    [Fact]
    public void A_valid_answer_names_the_brand_the_key_and_what_was_read()
    {
        var verdict = OfflineVerifier.Verify(TestKeys.Ring, Good);
        Assert.Equal((OfflineOutcome.Valid, "signature_valid", "Test brand issued this code.", (ushort?)TestKeys.Active), (verdict.Outcome, verdict.Reason, verdict.Text, verdict.KeyId));
        Assert.Equal(("AB1", "7K3M9QX2TV4B"), (verdict.Code!.Lot, verdict.Code.Serial));
    }

    /// <summary>A revoked key answers "check online" only where the signature holds; else the code is simply wrong.</summary>
    [Fact]
    public void Revocation_changes_the_answer_for_good_signatures_only()
    {
        var uri = SignedParts.Of(key: TestKeys.Revoked).Uri;
        Assert.Equal(OfflineOutcome.CheckOnline, OfflineVerifier.Verify(TestKeys.Ring, uri).Outcome);
        Assert.Equal(OfflineOutcome.Invalid, OfflineVerifier.Verify(TestKeys.Ring, uri.Replace("TV4B", "TV4C", StringComparison.Ordinal)).Outcome);
        Assert.Equal(OfflineOutcome.UnknownKey, OfflineVerifier.Verify(new KeyRing([]), uri).Outcome);
    }

    [Fact]
    public void No_sentence_calls_a_product_genuine_or_fake()
    {
        var texts = SignedCodeVectors.All.Select(vector => vector.Text).Concat(HostileCodeVectors.All.Select(vector => vector.Text))
            .Select(text => OfflineVerifier.Verify(HostileKeys.Ring, text).Text).ToList();
        Assert.True(texts.Count > 200);
        Assert.All(texts, text => Assert.DoesNotMatch("(?i)genuine|authentic|fake|counterfeit|forged|original", text));
    }
}
