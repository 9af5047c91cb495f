using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Core.Codes;

namespace Trace.Cli.Codes;

/// <summary>What was handed over: the same members as the server's <c>/codes/manifest</c>, computed here from the bytes that arrived.</summary>
/// <param name="Batch">From <c>GET /api/v1/batches/{id}</c>, without the statuses, which change.</param>
/// <param name="Sha256">Of the file, hexadecimal.</param>
/// <param name="Cover">Whether it holds the covered codes.</param>
internal sealed record Manifest(
    JsonElement Batch,
    string Format,
    long From,
    long Count,
    long SizeBytes,
    string Sha256,
    string FirstSerial,
    string LastSerial,
    bool Cover = false)
{
    private const int MaxBytes = 1 << 20;

    public static string PathOf(string file) => file + ".manifest.json";

    public static Manifest Load(string path)
    {
        var bytes = InputFile.ReadBytes(path, MaxBytes);
        try
        {
            if (JsonSerializer.Deserialize(bytes, CliJson.Default.Manifest) is { Sha256: not null, FirstSerial: not null, LastSerial: not null, Format: "csv" or "ndjson" } manifest)
                return manifest;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new CliException(ExitCode.Mismatch, "invalid_manifest", $"{path} is not a manifest of a list of codes.");
    }

    [JsonIgnore]
    public CodeListFormat ListFormat => Format == "csv" ? CodeListFormat.Csv : CodeListFormat.Ndjson;
}
