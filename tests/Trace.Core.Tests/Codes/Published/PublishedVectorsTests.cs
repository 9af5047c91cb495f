using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>The vectors in <c>api-specs/vectors</c>: what they expect is written by hand, and our verifier agrees.</summary>
public sealed class PublishedVectorsTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Files => [.. Published.Keys];

    private static Dictionary<string, Func<object>> Published { get; } = new(StringComparer.Ordinal)
    {
        ["signed-codes.json"] = () => SignedCodeVectors.File,
        ["hostile-codes.json"] = () => HostileCodeVectors.File,
        ["digits.json"] = () => DigitVectors.File,
        ["serials-ff1.json"] = () => SerialVectors.File,
        ["compact-codes.json"] = () => CompactVectors.File,
        ["key-documents.json"] = () => KeyDocumentVectors.File,
        ["application-identifiers.json"] = () => AttributeVectors.File,
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_published_file_is_what_is_made_today(string name) =>
        GoldenFile.AssertEqual(Ascii(JsonSerializer.Serialize(Published[name](), Json)) + "\n", "api-specs", "vectors", name);

    [Fact]
    public void There_are_enough_cases_and_no_two_have_one_name()
    {
        var signed = SignedCodeVectors.All.Select(vector => vector.Name).ToList();
        var hostile = HostileCodeVectors.All.Select(vector => vector.Name).ToList();
        var documents = KeyDocumentVectors.All.Select(vector => vector.Name).ToList();
        Assert.True(signed.Count >= 40 && hostile.Count >= 60 && documents.Count >= 40);
        Assert.All([signed, hostile, documents], names => Assert.Distinct(names));
    }

    [Fact]
    public void Every_test_in_the_table_of_application_identifiers_is_explained_on_the_page()
    {
        var page = File.ReadAllText(Repository.File("api-specs", "code-format.md"));
        Assert.Equal(24, AttributeVectors.Tests.Count());
        Assert.All(AttributeVectors.Tests, test => Assert.Contains($"\n| `{test}` | ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_signed_code_comes_out_as_the_file_says() => Assert.All(SignedCodeVectors.All, vector =>
    {
        var verdict = OfflineVerifier.Verify(TestKeys.Ring, vector.Text);
        Assert.Equal((vector.Outcome, vector.Reason, vector.Parts.KeyId), (Word(verdict.Outcome), verdict.Reason, verdict.KeyId));
        Assert.Equal(vector.Parts.Tail, verdict.Code!.CanonicalTail);
    });

    [Fact]
    public void Every_hostile_code_comes_out_as_the_file_says() => Assert.All(HostileCodeVectors.All, vector =>
    {
        var verdict = OfflineVerifier.Verify(HostileKeys.Ring, vector.Text);
        Assert.Equal((vector.Name, vector.Outcome, vector.Reason), (vector.Name, Word(verdict.Outcome), verdict.Reason));
    });

    [Fact]
    public void Every_key_document_is_taken_or_refused_as_the_file_says() => Assert.All(KeyDocumentVectors.All, vector =>
    {
        var taken = KeyRing.TryParse(vector.Json, out var ring, out var problem);
        Assert.Equal((vector.Name, vector.Keys != null), (vector.Name, taken));
        Assert.Equal(taken, problem.Length == 0);
        Assert.Equal(vector.Keys, ring?.Keys.Select(key => (int)key.KeyId).Order());
    });

    /// <summary>The negative control: a forged code that a careless verifier takes is really forged well.</summary>
    [Fact]
    public void The_forgeries_satisfy_the_equation_that_a_careless_verifier_checks()
    {
        Assert.All(HostileKeys.Encodings.Where(pair => pair.Key is HostileKeys.Identity or HostileKeys.IdentityNotCanonical or HostileKeys.IdentityWithSign), pair =>
        {
            Assert.True(CodeReader.TryRead(HostileKeys.ForgedUri(pair.Key), out var code, out _));
            Span<byte> bytes = stackalloc byte[CodeSignature.SizeBytes];
            Assert.True(CodeSignature.TryReadDigits(code!.SignatureDigits, bytes, out _));
            Assert.Equal(pair.Key, CodeSignature.KeyId(bytes));
            // S·B = R with S = 1 and R = B, and h·A is the identity because A is.
            Assert.Equal(Edwards25519.Base.Encode(), CodeSignature.Signature(bytes)[..32].ToArray());
        });

        // With a point of the large group in place of T, the same recipe makes a signature that counts.
        var honest = HostileKeys.SignWithTorsion(SignedParts.Of(), System.Numerics.BigInteger.Pow(5, 60), Edwards25519.Identity);
        Assert.True(SignedCode.Verify(TestKeys.Key(TestKeys.Active).PublicKey, SignedParts.Of().Tail, honest));
        Assert.Equal(Edwards25519.Identity, 8 * Edwards25519.Order8);
        Assert.NotEqual(Edwards25519.Identity, 4 * Edwards25519.Order8);
    }

    private static string Word(OfflineOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    /// <summary>Files of ASCII alone read the same everywhere; other characters stand only inside strings, so they can be escaped.</summary>
    private static string Ascii(string json)
    {
        var text = new StringBuilder(json.Length);
        foreach (var character in json)
            text.Append(character is > '~' ? $"\\u{(int)character:x4}" : character.ToString());
        return text.ToString();
    }
}
