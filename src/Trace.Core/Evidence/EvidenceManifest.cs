using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Evidence;

/// <summary>What a pack says of itself: whose case, when and by whom it was made, and each file.</summary>
/// <remarks><c>api-specs/evidence-pack.md</c>, section 4: JSON by RFC 8785, so that one content has one spelling; what was read is written again and compared.</remarks>
/// <param name="Signer">The verifier key that signed the pack.</param>
/// <param name="Log">The verifier key of the log of which there are records; its name is the log's origin. Null if there are no records.</param>
public sealed record EvidenceManifest(string Case, DateTimeOffset MadeAt, string Signer, string? Log, IReadOnlyList<ManifestFile> Files)
{
    public const string Format = "trace-evidence/v1";
    public const int MaxBytes = 64 << 20;
    public const int MaxCaseLength = 200;
    public const int MaxSourceLength = 2000;

    private const int MaxMediaTypeLength = 100;
    private const int MaxKeyLength = 500;

    /// <summary>Hostile bytes give false and a sentence on what was wrong, never an exception.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EvidenceManifest? manifest, out string problem)
    {
        (manifest, problem) = (null, "It is not the JSON of a manifest.");
        ManifestJson? json;
        try
        {
            json = JsonSerializer.Deserialize(bytes, ManifestContext.Default.ManifestJson);
        }
        catch (JsonException)
        {
            return false;
        }

        if (json is null || json.Files.Any(file => file is null))
            return false;
        if (json.Format != Format)
        {
            problem = $"Its format is not {Format}.";
            return false;
        }

        var parsed = new EvidenceManifest(json.Case, json.MadeAt, json.Signer, json.Log, json.Files);
        if (parsed.Problem() is { } wrong)
            problem = wrong;
        else if (!parsed.ToBytes().AsSpan().SequenceEqual(bytes))
            problem = "It is not written in the one way it can be.";
        else
            (manifest, problem) = (parsed, "");
        return manifest is not null;
    }

    public byte[] ToBytes()
    {
        var json = new StringBuilder("{").AppendMember("case", Case).Append(",\"files\":[");
        foreach (var file in Files)
        {
            json.Append(json[^1] == '[' ? "{" : ",{").AppendMember("mediaType", file.MediaType).Append(',').AppendMember("name", file.Name)
                .Append(',').AppendMember("sha256", file.Sha256).Append(",\"sizeBytes\":").Append(file.SizeBytes.ToString(CultureInfo.InvariantCulture))
                .Append(',').AppendMember("source", file.Source).Append('}');
        }

        json.Append("],").AppendMember("format", Format).Append(',');
        if (Log is not null)
            json.AppendMember("log", Log).Append(',');
        return Encoding.UTF8.GetBytes(json.AppendMember("madeAt", Rfc3339.Format(MadeAt)).Append(',').AppendMember("signer", Signer).Append('}').ToString());
    }

    /// <summary>What is wrong with a value, or null.</summary>
    internal string? Problem() =>
        !CanonicalText.IsText(Case, MaxCaseLength) ? "The case is not a text of a line."
        : !IsKey(Signer, out var signer) ? "The signer is not a verifier key for Ed25519."
        : Log is not null && !IsKey(Log, out _) ? "The log is not a verifier key for Ed25519."
        // A key that signs packs is then never believed as a log's, nor the other way round.
        : Log is not null && Log.StartsWith($"{signer.Name}+", StringComparison.Ordinal) ? "The signer has the name of the log."
        : Files.FirstOrDefault(file => !IsFile(file)) is { } wrong ? $"What it says of {wrong.Name} makes no sense."
        : null;

    internal static bool IsKey(string text, [NotNullWhen(true)] out NoteVerifier? key) =>
        NoteVerifier.TryParse(text, out key) && key.Type == NoteSignatureType.Ed25519 && CanonicalText.IsText(text, MaxKeyLength);

    private static bool IsFile(ManifestFile file) =>
        ZipNames.IsName(file.Name) && file.SizeBytes >= 0 && CanonicalText.IsText(file.Source, MaxSourceLength) && IsMediaType(file.MediaType)
        && file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigitLower);

    /// <summary>RFC 6838 section 4.2, in small letters and without parameters.</summary>
    private static bool IsMediaType(string text) =>
        text.Length <= MaxMediaTypeLength && text.Split('/') is [{ Length: > 0 } type, { Length: > 0 } subtype]
        && (type + subtype).All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '+' or '-' or '.');
}

/// <summary>One file of a pack.</summary>
/// <param name="Sha256">64 small hex digits.</param>
/// <param name="Source">Where it is from, in words: an address, a person, a system.</param>
public sealed record ManifestFile(string MediaType, string Name, string Sha256, long SizeBytes, string Source);

internal sealed record ManifestJson(string Case, IReadOnlyList<ManifestFile> Files, string Format, DateTimeOffset MadeAt, string Signer, string? Log = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(ManifestJson))]
internal sealed partial class ManifestContext : JsonSerializerContext;
