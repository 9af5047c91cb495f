using System.Security.Cryptography;
using System.Text.Json;
using Trace.Core.TransparencyLog;

namespace Trace.Core.Tests.TransparencyLog;

/// <summary>The files of Vectors/, see SOURCES.md there.</summary>
internal static class LogVectors
{
    public static JsonElement Load(string name)
    {
        using var stream = typeof(LogVectors).Assembly.GetManifestResourceStream($"TransparencyLog.{name}")!;
        return JsonDocument.Parse(stream).RootElement;
    }

    public static IReadOnlyList<JsonElement> List(this JsonElement element, string member) =>
        element.GetProperty(member).ValueKind == JsonValueKind.Null ? [] : [.. element.GetProperty(member).EnumerateArray()];

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static long Number(this JsonElement element, string member) => element.GetProperty(member).GetInt64();

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);

    public static MerkleHash HexHash(this JsonElement element) => new(element.Hex());

    /// <summary>Some published proofs hold bytes that are no hash; one that is made up stands for them, so that it is the proof that is refused.</summary>
    public static MerkleHash AnyHash(this JsonElement element, int place)
    {
        var bytes = Convert.FromBase64String(element.GetString() ?? "");
        return new MerkleHash(bytes.Length == MerkleHash.SizeBytes ? bytes : SHA256.HashData(bytes.Length == 0 ? [(byte)place] : [0xff, .. bytes]));
    }
}
